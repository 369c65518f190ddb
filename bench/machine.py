"""What this machine is worth: figures in seconds mean little without it.

Two processors may be two threads of one core: together they then do about 1.25 times the work of one, and the
processor time of each rises by the rest. A neighbour on the same host shows here too.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from multiprocessing.synchronize import Barrier

ROUNDS = 12


def worth() -> dict[str, float]:
    """``cores``; the milliseconds a fixed work takes alone; how many such cores all of them are worth together."""
    cores = os.cpu_count() or 1
    [alone] = _times(1)
    together = statistics.mean(_times(cores))
    return {"cores": cores, "work_ms": round(alone, 1), "worth_cores": round(cores * alone / together, 2)}


def _times(processes: int) -> list[float]:
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(processes), context.SimpleQueue()
    started = [context.Process(target=_measure, args=(start, results)) for _ in range(processes)]
    for process in started:
        process.start()
    found = [float(results.get()) for _ in started]
    for process in started:
        process.join()
    return found


def _measure(start: Barrier, results: multiprocessing.SimpleQueue[float]) -> None:
    """All work at the same time, as long as the others do; the median of the middle rounds counts."""
    start.wait()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        _work()
        took.append((time.perf_counter() - began) * 1000)
    results.put(statistics.median(took[1:-1]))


def _work() -> int:
    """Objects, dictionaries and texts, as a web page is made of."""
    kept: dict[str, tuple[int, str]] = {}
    for number in range(40_000):
        name = f"seat {number % 997}"
        kept[name] = (len(name) + kept.get(name, (0, ""))[0], name.upper())
    return sum(count for count, _ in kept.values())
