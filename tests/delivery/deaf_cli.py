"""`lagebild` with a consumer that fetches nothing more after a record of its liking."""

import asyncio
from collections.abc import AsyncIterator

from faust.types import TP, Message

from streams.cli import main
from streams.delivery import transport


class Deaf(transport._Consumer):
    """Hangs, as Faust's fetcher has been seen to do after days."""

    deaf = False

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109 - Faust's signature
        async for tp, message in super().getmany(timeout):
            self.deaf = self.deaf or message.value == b"stop"
            yield tp, message
        if self.deaf:
            thread = self._thread
            asyncio.run_coroutine_threadsafe(thread._consumer._fetcher.close(), thread.thread_loop)
            await asyncio.Event().wait()


if __name__ == "__main__":
    transport.Transport.Consumer = Deaf
    main()
