"""Drives every feed reader, the decoder of raw records and the requests of the view with changed samples.

    python -m tests.fuzz --seconds 3600 --seed 7       an hour
    python -m tests.fuzz --seed 7 --only 1234          one input again

An input fails where it raises what is not designed, takes more than 2 s of processor time for each 100 kB (of an
archive or a packed source: of what it may unpack to), or makes the process larger than `--memory-mb`. Ends with
status 1 after the first failures, each with its seed and number.
"""

import argparse
import collections
import faulthandler
import itertools
import random
import resource
import sys
import time
import traceback

from tests.fuzz.targets import SETTINGS, targets

CPU_S, PER_BYTES = 2.0, 100_000
HANGS_S = 300
"""On the clock; then the stack is printed and the process ends."""
WEIGHTS = {"feed": 12, "record": 5, "list": 1, "view": 2}
FAILURES = 10


def run(seconds: float, seed: int, only: int | None, memory_mb: int) -> int:
    """The number of failures."""
    found = {name: (make, take) for name, make, take in targets()}
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * 2**20, resource.RLIM_INFINITY))
    counts: collections.Counter[str] = collections.Counter()
    size = failures = 0
    slowest = (0.0, "")
    begin, busy = time.monotonic(), time.process_time()
    numbers = itertools.count() if only is None else [only]
    for number in numbers:
        if failures >= FAILURES or time.monotonic() - begin > seconds:
            break
        chance = random.Random(f"{seed}/{number}")
        name = chance.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
        make, take = found[name]
        data = make(chance)
        size += len(data)
        faulthandler.dump_traceback_later(HANGS_S, exit=True, file=sys.__stderr__)
        started = time.process_time()
        try:
            counts[f"{name}: {take(data, chance)}"] += 1
        except Exception:  # noqa: BLE001 - whatever is not designed is what is looked for
            failures += 1
            print(f"--- seed {seed} input {number} ({name}, {len(data)} bytes)\n{traceback.format_exc()}", flush=True)
        took = time.process_time() - started
        packed = b"\x1f\x8b" in data or b"\xfd7zXZ" in data
        allowed = CPU_S * max(1.0, (SETTINGS.feed_limit_bytes if packed else len(data)) / PER_BYTES)
        if took > allowed:
            failures += 1
            print(f"--- seed {seed} input {number} ({name}, {len(data)} bytes): {took:.1f} s", flush=True)
        slowest = max(slowest, (took / max(1.0, len(data) / PER_BYTES), f"{name} {seed}/{number}, {len(data)} bytes"))
    faulthandler.cancel_dump_traceback_later()
    print(f"seed {seed}: {sum(counts.values())} inputs, {size / 1e6:.1f} MB, {failures} failures")
    print(f"{time.monotonic() - begin:.0f} s, {time.process_time() - busy:.0f} s of processor time")
    print(f"slowest: {slowest[0]:.2f} s for each 100 kB ({slowest[1]})")
    print(f"largest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name, count in sorted(counts.items()):
        print(f"  {count:7} {name}")
    return failures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one input of the seed")
    parser.add_argument("--memory-mb", type=int, default=1500)
    given = parser.parse_args()
    sys.exit(1 if run(given.seconds, given.seed, given.only, given.memory_mb) else 0)


if __name__ == "__main__":
    main()
