"""The embedded Apache Kafka alone: `lagebild broker`."""

import signal
import sys
import time
from pathlib import Path

from streams.broker import distribution, node
from streams.broker.server import Broker
from streams.errors import BrokerError

USUAL_PORT = 9092
_POLL_S = 0.5


def run_broker(folder: Path, port: int = 0, fresh: bool = False, heap_mb: int = 384, start_limit_s: float = 60) -> int:
    """Runs the broker until Ctrl-C or TERM and returns the exit status, 1 where the broker cannot run or ends itself.

    `port` 0 is Kafka's usual 9092 where it is free, else any free one. The address is printed; it is also in
    the folder's file `bootstrap` as long as the broker runs.
    """
    broker = Broker(folder, port or node.free_port(USUAL_PORT), heap_mb, fresh=fresh, start_limit_s=start_limit_s)
    handlers = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        broker.start()
        print(f"Apache Kafka {distribution.VERSION} at {broker.bootstrap}, data in {broker.folder}", flush=True)
        while broker.alive:
            time.sleep(_POLL_S)
        raise BrokerError(f"the broker ended by itself: {broker.last_words()} ({broker.log})")
    except KeyboardInterrupt:
        return 0
    except BrokerError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave it half stopped
        broker.stop()
        for number, handler in handlers.items():
            signal.signal(number, handler)
