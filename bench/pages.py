"""``ouvreuse bench pages``: the public pages beside a view that does nothing, on the same server, turn by turn.

From cache: a page again and again, as in a rush. Cold: each answer drawn anew (an address asked for once), with
the statements it costs. Then how the statements grow from one screening to thirty: not at all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from bench import budget, load, stage
from bench.rig import Rig, rig, setup_django

TRIVIAL = "/robots.txt"
BRIEF_S = 2.2  # longer than the site keeps a page
GET = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nAccept-Language: fr\r\n\r\n"


def rate(made: Rig, paths: Callable[[], str], *, seconds: float) -> tuple[float, float]:
    """Answers a second, and microseconds of the site's CPU for one."""
    before = made.cpu("web")
    window = load.run(
        made.port, connections=8, seconds=seconds,
        request=lambda _: GET.format(path=paths(), port=made.port).encode(),
    )  # fmt: skip
    wrong = sum(window.statuses.values()) - window.statuses[200]
    if wrong or window.broken:
        raise RuntimeError(f"{wrong} answers are not 200: {window.statuses}")
    return window.statuses[200] / window.seconds, (made.cpu("web") - before) / window.statuses[200] * 1e6


def ask(made: Rig, path: str) -> int:
    """One visit; the length of the page."""
    with urllib.request.urlopen(made.url + path, timeout=20) as answer:
        return len(answer.read())


def statements(made: Rig, path: str) -> int:
    """The statements of one cold answer, as PostgreSQL counts them (one process answers, the other is not asked)."""
    ask(made, path)
    time.sleep(BRIEF_S)
    made.count_statements()
    ask(made, path)
    return sum(
        calls for calls, _, text in made.statements() if not text.startswith(("BEGIN", "COMMIT", "SET"))
    )


def compare(made: Rig, path: str, *, rounds: int, seconds: float) -> dict[str, Any]:
    """A page, cached and cold, against the trivial view: medians over the rounds, by rate and by CPU."""
    numbers: Iterator[int] = count()
    cached, cold, by_cpu, cold_by_cpu = [], [], [], []
    for _ in range(rounds):
        trivial, trivial_us = rate(made, lambda: TRIVIAL, seconds=seconds)
        fast, fast_us = rate(made, lambda: path, seconds=seconds)
        slow, slow_us = rate(made, lambda: f"{path}?n={next(numbers)}", seconds=seconds)
        cached.append(fast / trivial)
        cold.append(slow / trivial)
        by_cpu.append((fast_us, trivial_us))
        cold_by_cpu.append(slow_us)
    fast_us, trivial_us = min(by_cpu)
    return {
        "bytes": ask(made, path),
        "ratio_cached": round(statistics.median(cached), 3),
        "ratio_cached_by_cpu": round(statistics.median(there / here for here, there in by_cpu), 3),
        "ratio_cold": round(statistics.median(cold), 3),
        "cached_cpu_us": round(fast_us),
        "cold_cpu_us": round(min(cold_by_cpu)),
        "trivial_cpu_us": round(trivial_us),
    }


def addresses(screening: int) -> dict[str, str]:
    """The three pages most seen."""
    return {"home": "/fr/", "film": "/fr/film/banc/", "screening": f"/fr/seance/{screening}/"}


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="ouvreuse bench pages")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    told = parser.parse_args()
    found: dict[str, Any] = {}
    with rig() as made:
        setup_django()
        [only] = stage.build(screenings=1, minutes_ahead=120)
        made.start_web(workers=1)
        few = {name: statements(made, path) for name, path in addresses(only).items()}
        stage.more(29)
        time.sleep(BRIEF_S)
        for name, path in addresses(only).items():
            many = statements(made, path)
            found[name] = {"statements_with_1_row": few[name], "statements_with_30_rows": many}
            found[name] |= compare(made, path, rounds=told.rounds, seconds=told.seconds)
    found["limits"] = budget.of("pages")
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


if __name__ == "__main__":
    main()
