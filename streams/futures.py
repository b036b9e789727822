"""What asyncio says of futures that nobody waits for."""

import asyncio
from typing import Any


def heard(future: "asyncio.Future[Any]") -> None:
    """To be called when it is done: asyncio must not report an exception that nobody asks for any more."""
    if not future.cancelled():
        future.exception()
