"""`lagebild` whose enrich app says, at SIGWINCH, how many acknowledged offsets Faust has kept."""

import signal
import sys
from typing import Any

from streams.cli import main
from streams.enrich_app import EnrichApp

start = EnrichApp.on_first_start


async def telling(app: EnrichApp) -> None:
    def tell(*_: Any) -> None:
        kept = [app.consumer._acked, app.consumer._acked_index, app.consumer._unacked_messages]
        print("kept", sum(len(offsets) for by_partition in kept[:2] for offsets in by_partition.values()), len(kept[2]))
        sys.stdout.flush()

    signal.signal(signal.SIGWINCH, tell)
    await start(app)


if __name__ == "__main__":
    EnrichApp.on_first_start = telling  # type: ignore[method-assign]
    main()
