"""``ouvreuse bench onsale``: how many holds a second the public site makes, beside what the database alone can.

Three parties take turns in one run on one durable PostgreSQL: the site (HTTP, cookies, the guard of origins,
every middleware), pgbench on a fixed reference (one order row, two claims, no rules), pgbench on our function
called as the site calls it. Everybody chooses seats that are free on the plan; those of the other half of the
screenings are pgbench's, which a refusal would end.

``--dashboards 10``: the holds alone and beside ten open dashboards of the staff, turn by turn.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from bench import budget, dashboards, load, machine, stage
from bench.rig import Rig, rig, setup_django

HERE = Path(__file__).parent
SCREENINGS = 4_000  # half of them two weeks of a chain of cinemas; the other half for our function alone
PAIRS = stage.SEATS // 2 - 1
STEP = 7919  # with it pairs of seats come in no order, each once
BODY = "key={key}&PLEIN=2&place={first}&place={second}"
HEAD = (
    "POST /fr/seance/{screening}/garder/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    "Sec-Fetch-Site: same-origin\r\nAccept: text/html\r\nAccept-Language: fr\r\nCookie: browser={browser}\r\n"
    "X-Forwarded-For: 10.{a}.{b}.9\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
)


def hold_request(port: int, screening: int, first: int) -> bytes:
    """A visitor of their own, with the cookie and the headers a browser sends."""
    body = BODY.format(key=uuid.uuid4(), first=first, second=first + 1)
    head = HEAD.format(
        screening=screening, port=port, browser=uuid.uuid4().hex, a=random.randrange(256), b=random.randrange(256),
        length=len(body),
    )  # fmt: skip
    return (head + body).encode()


class Seats:
    """Pairs of neighbours of so many screenings, each once, as on a plan that shows what is taken."""

    def __init__(self, screenings: list[int]) -> None:
        self.screenings, self.given = screenings, 0

    def take(self) -> tuple[int, int]:
        """A screening, and the first of two places."""
        self.given += 1
        pair = self.given * STEP % (len(self.screenings) * PAIRS)
        return self.screenings[pair // PAIRS], 1 + 2 * (pair % PAIRS)


def hold_form(first: int) -> tuple[str, str]:
    """The same visit for the crowd: what is posted, and the visitor's own headers."""
    body = BODY.format(key=uuid.uuid4(), first=first, second=first + 1)
    cookie = f"Cookie: browser={uuid.uuid4().hex}\r\n"
    return body, f"{cookie}X-Forwarded-For: 10.{random.randrange(256)}.{random.randrange(256)}.9\r\n"


def pgbench(made: Rig, script: str, *, connections: int, seconds: int, **names: int) -> float:
    """Transactions a second of a script, prepared, as the application's role."""
    command = [
        str(made.cluster.programs / "pgbench"), "-n", "-M", "prepared", "-c", str(connections), "-j", "1", "-T",
        str(seconds), "-f", str(HERE / script), *(f"-D{name}={value}" for name, value in names.items()),
        "-h", str(made.cluster.socket_folder), "-U", "ouvreuse_app", "ouvreuse",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None or "aborted" in done.stderr:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found.group(1))


def measure(
    made: Rig, seats: Seats, *, last: int, connections: int, rounds: int, seconds: int
) -> dict[str, Any]:
    """Alternate the three parties and put the site beside the two others, round by round."""
    total = load.Result()
    to_reference, to_function = [], []
    app = database = 0.0
    for _ in range(rounds):
        before = made.cpu("web"), made.cpu("postgres")
        window = load.run(
            made.port, connections=connections, seconds=seconds,
            request=lambda _: hold_request(made.port, *seats.take()),
        )  # fmt: skip
        app += made.cpu("web") - before[0]
        database += made.cpu("postgres") - before[1]
        rate = window.statuses[303] / window.seconds
        reference = pgbench(made, "reference.sql", connections=connections, seconds=seconds)
        function = pgbench(made, "function.sql", connections=connections, seconds=seconds, screenings=last)
        to_reference.append(rate / reference)
        to_function.append(rate / function)
        total.add(window)
    held = total.statuses[303]
    answered = sum(total.statuses.values())
    return {
        "connections": connections,
        "holds_per_second": round(held / total.seconds, 1),
        "p50_ms": round(total.quantile(0.5), 1),
        "p95_ms": round(total.quantile(0.95), 1),
        "p99_ms": round(total.quantile(0.99), 1),
        "errors": answered - held - total.statuses[409] + total.broken,
        "conflicts": total.statuses[409],
        "oversold": stage.oversold(),
        "ratio_to_reference": round(statistics.median(to_reference), 3),
        "ratio_to_function": round(statistics.median(to_function), 3),
        "app_cpu_us": round(app / held * 1e6),
        "pg_cpu_us": round(database / held * 1e6),
        "generator_cpu_us": round(total.cpu / held * 1e6),
    }


def hot_seat(made: Rig, screening: int, first: int, *, visitors: int) -> dict[str, int]:
    """Many visitors, the same two seats, at once: one winner."""
    asked: set[int] = set()

    def request(number: int) -> bytes:
        asked.add(number)
        return hold_request(made.port, screening, first)

    result = load.run(made.port, connections=visitors, seconds=0, request=request)
    return {"visitors": len(asked), "winners": result.statuses[303], "refused": result.statuses[409]}


def fill(made: Rig, *, claims: int, first: int) -> None:
    """Claims of another screenings' sales, so that the table is as large as after years."""
    import psycopg

    with psycopg.connect(made.cluster.url("superuser"), autocommit=True) as database:
        database.execute(
            "INSERT INTO booking_claim (screening_id, place, order_id, until, rate_code, price_version_id)"
            " SELECT %s + n / 400, n %% 400 + 1, '00000000-0000-0000-0000-000000000001',"
            " 'infinity', 'PLEIN', 1 FROM generate_series(1, %s) n",
            [first, claims],
        )
        database.execute("VACUUM ANALYZE booking_claim")
        database.execute("CHECKPOINT")


def by_size(made: Rig, screenings: list[int], *, few: int, many: int) -> dict[str, float]:
    """Holds a second by our function with ``few`` claims in the table, and with ``many``. Run first: it empties it."""
    import psycopg

    found: dict[str, float] = {}
    for name, claims, first in (("few", few, 2_000_000), ("many", many, 3_000_000)):
        fill(made, claims=claims, first=first)
        found[f"claims_{name}"] = claims
        found[f"{name}_per_second"] = round(
            pgbench(made, "function.sql", connections=8, seconds=4, screenings=screenings[-1]), 1
        )
    with psycopg.connect(made.cluster.url("superuser"), autocommit=True) as database:
        database.execute("TRUNCATE booking_order, booking_claim CASCADE")
        database.execute("CHECKPOINT")
    return found | {"ratio": round(found["many_per_second"] / found["few_per_second"], 3)}


def _dashboards(made: Rig, seats: Seats, screenings: list[int], told: argparse.Namespace) -> None:
    found = {
        f"{each} connections": dashboards.compare(
            made, lambda _: hold_request(made.port, *seats.take()), screenings, count=told.dashboards,
            connections=each, rounds=told.rounds, seconds=told.seconds,
        )
        for each in told.connections
    }  # fmt: skip
    found["limits"] = budget.of("dashboards")
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="ouvreuse bench onsale")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    limits = budget.of("onsale")
    parser.add_argument("--connections", type=int, nargs="*", default=limits["connections"])
    parser.add_argument(
        "--claims", type=int, default=limits["claims_large"], help="claims for the cost by size; 0: skip"
    )
    parser.add_argument(
        "--dashboards",
        type=int,
        default=0,
        help="only: holds alone beside holds with so many dashboards open",
    )
    told = parser.parse_args()
    worth = machine.worth()
    with rig() as made:
        setup_django()
        screenings = stage.build(screenings=SCREENINGS)
        import psycopg

        with psycopg.connect(made.cluster.url("superuser"), autocommit=True) as database:
            database.execute(stage.BENCH_SQL)
        seats = Seats(screenings[: SCREENINGS // 2])
        sizes = by_size(made, screenings, few=limits["claims_small"], many=told.claims) if told.claims else {}
        made.start_web()
        load.run(
            made.port,
            connections=16,
            seconds=2,
            request=lambda _: hold_request(made.port, *seats.take()),
        )
        if told.dashboards:
            _dashboards(made, seats, screenings, told)
            return
        runs = [
            measure(made, seats, last=screenings[-1], connections=n, rounds=told.rounds, seconds=told.seconds)
            for n in told.connections
        ]
        crowd = hot_seat(made, *seats.take(), visitors=limits["hot_seat_visitors"])
    found: dict[str, Any] = {"runs": runs, "hot_seat": crowd, "by_size": sizes, "limits": limits}
    found["machine"] = worth
    if told.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    shown = {f"{run['connections']} connections": run for run in runs}
    sys.stdout.write(
        budget.shown(shown | {"hot seat": crowd, "by size": sizes, "limits": limits, "machine": worth})
    )


if __name__ == "__main__":
    main()
