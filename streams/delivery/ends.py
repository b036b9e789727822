"""Where the raw partitions end, asked of Kafka beside Faust: a consumer that has stopped does not see what waits."""

import asyncio
import logging
from collections.abc import Mapping

from aiokafka.errors import KafkaError
from faust.types import TP

from streams.delivery.lanes import Lanes

INTERVAL_S = 5.0

log = logging.getLogger(__name__)


class Ends:
    """Of the partitions whose lanes are open."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._known: Mapping[TP, int] = {}

    async def watch(self) -> None:
        """Runs until cancelled."""
        while True:
            try:
                self._known = await self._lanes.offsets.ends(self._lanes.positions())
            except (KafkaError, OSError, TimeoutError) as error:
                log.info("Kafka does not say where the partitions end (%r)", error)
            await asyncio.sleep(INTERVAL_S)

    def of(self, tp: TP) -> int:
        """The offset after the last record, some seconds ago; 0 where it is not known."""
        return self._known.get(tp, 0)
