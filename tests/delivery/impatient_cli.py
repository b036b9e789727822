"""`lagebild` whose requests to Kafka end soon, and which says a while before it asks where to read on."""

import asyncio
import sys
from collections.abc import Mapping

from faust.types import TP

from streams.cli import main
from streams.delivery import transport

REQUEST_LIMIT_S = 3.0
SEEKING = "asks where to read on"


class _Announcing(transport._ReadCommittedThread):
    async def _seek_to_committed(self) -> Mapping[TP, int]:
        print(SEEKING, file=sys.stderr)
        await asyncio.sleep(2.0)
        return await super()._seek_to_committed()


if __name__ == "__main__":
    transport.REQUEST_LIMIT_S = REQUEST_LIMIT_S
    transport._ReadCommittedThread = _Announcing
    main()
