"""``ouvreuse bench planner``: a week of sixteen screens in the grid: its page, and how soon a move is answered.

Each move is asked for as the page's script does it, of the real server, and its answer is all that the grid draws.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from bench import budget, dashboards, stage
from bench.rig import Rig, rig, setup_django

SCREENS, A_DAY, DAYS = 16, 5, 7
FIRST, APART = 10, 160  # the hour of the first screening, minutes from one to the next
PARIS = ZoneInfo("Europe/Paris")


def plan_week() -> Any:
    """Drafts on every screen of a week to come; its Wednesday."""
    from ouvreuse.kernel import clock
    from ouvreuse.kernel.cinema_week import CinemaWeek
    from ouvreuse.programme.models import Screening

    stage.more(8)
    week = CinemaWeek.of_day(clock.now().astimezone(PARIS).date() + timedelta(days=21))
    first = Screening.objects.order_by("id")[0]
    shows = Screening.objects.filter(starts_at=first.starts_at).order_by("screen__number")[:SCREENS]
    rows = [
        Screening(
            cinema_id=show.cinema_id, screen_id=show.screen_id, seat_map_id=show.seat_map_id, film_id=show.film_id,
            version_id=show.version_id, price_version_id=show.price_version_id, capacity=stage.SEATS, state="draft",
            web_opens_at=first.web_opens_at, **stage.times(_start(week, day, turn)),
        )
        for show in shows for day in range(DAYS) for turn in range(A_DAY)
    ]  # fmt: skip
    Screening.objects.bulk_create(rows)
    return week


def _start(week: Any, day: int, turn: int) -> datetime:
    opening = datetime.combine(week.opening + timedelta(days=day), datetime.min.time(), PARIS)
    return opening + timedelta(hours=FIRST, minutes=APART * turn)


def moved(made: Rig, cookie: str, here: str, week: Any, *, times: int) -> list[float]:
    """Milliseconds of each answer: a draft goes five minutes on and back again."""
    from ouvreuse.programme.models import Screening

    csrf = "a" * 32
    took = []
    for turn in range(times):
        row = Screening.objects.filter(state="draft").order_by("id")[3]
        wall = row.starts_at.astimezone(PARIS) + timedelta(minutes=5 if turn % 2 == 0 else -5)
        asked = {
            "csrfmiddlewaretoken": csrf, "screening": row.id, "edits": row.edits, "screen": row.screen_id,
            "day": wall.date().isoformat(), "time": f"{wall:%H:%M}",
        }  # fmt: skip
        headers = {"Cookie": f"{cookie}; csrf={csrf}", "Accept": "application/json", "Origin": made.url}
        began = time.perf_counter()
        with urlopen(
            Request(f"{here}move/?week={week.number}&view=week", urlencode(asked).encode(), headers),
            timeout=20,
        ) as answer:
            said = json.load(answer)
        took.append((time.perf_counter() - began) * 1000)
        if said["kind"] == "bad" or not said["days"]:
            raise RuntimeError(said["words"])
    return sorted(took[2:])


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="ouvreuse bench planner")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--moves", type=int, default=30)
    told = parser.parse_args()
    with rig() as made:
        setup_django()
        screenings = stage.build(screenings=100)
        cookie = dashboards.open_the_books(screenings)
        week = plan_week()
        made.start_web(workers=1)
        from ouvreuse.venues.models import Cinema

        here = f"{made.url}/fr/staff/cinema/{Cinema.objects.get().slug}/planning/"
        address = f"{here}?week={week.number}&view=week"
        page = b""
        for _ in range(2):
            made.count_statements()
            with urlopen(Request(address, headers={"Cookie": cookie}), timeout=20) as answer:
                page = answer.read()
        found: dict[str, Any] = {
            "screenings": SCREENS * DAYS * A_DAY,
            "statements": sum(
                calls
                for calls, _, text in made.statements()
                if not text.startswith(("BEGIN", "COMMIT", "SET"))
            ),
            "kb_compressed": round(len(gzip.compress(page, 6)) / 1024, 1),
        }
        took = moved(made, cookie, here, week, times=told.moves + 2)
        found |= {
            "move_ms_median": round(took[len(took) // 2]),
            "move_ms_p95": round(took[int(len(took) * 0.95)]),
        }
    found["limits"] = budget.of("planner")
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


if __name__ == "__main__":
    main()
