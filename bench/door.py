"""``ouvreuse bench door``: two doors let in a full house while the rush for another sale goes on.

Each usher signs in as on a phone (session, CSRF) and presents every code of half the house; visitors keep seats
of other screenings all the while. Afterwards each door presents the other's codes: nobody may come in twice.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench import budget, stage
from bench.browsers import Crowd, Journey, Page, Pause, Visit, form, quantile
from bench.onsale import hold_form
from bench.rig import Rig, broken_invariants, rig, setup_django

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MINUTES_AHEAD = 30
PASSWORD = "a long password for the bench"


@dataclass
class House:
    """What is to be done: the codes of each door, the ushers still at work, and what the doors said."""

    cinema: str
    codes: list[list[str]]
    screenings: list[int]
    at_work: int = 0
    said: dict[str, list[str]] = field(default_factory=lambda: {"first": [], "again": []})


def people(tickets: int, *, doors: int) -> House:
    """A cinema with a sold house that is entering, an usher a door, and screenings on sale."""
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.booking.actions.selling import sell
    from ouvreuse.booking.models import Ticket
    from ouvreuse.venues.actions import grant_role
    from ouvreuse.venues.models import Cinema

    screenings = stage.build(screenings=2_000, minutes_ahead=MINUTES_AHEAD)
    cinema = Cinema.objects.get()
    for number in range(doors):
        user = create_user(f"door{number}@example.org", name="Lucie", password=PASSWORD)
        grant_role(user, cinema=cinema.id, role="usher")
    for place in range(1, tickets + 1, 2):
        sell(screenings[0], rates=["PLEIN", "PLEIN"], places=[place, place + 1])
    codes = list(Ticket.objects.order_by("place").values_list("payload", flat=True))
    return House(cinema.slug, [codes[number::doors] for number in range(doors)], screenings[1:])


def usher(made: Rig, house: House, number: int, *, pause: float) -> Journey:
    """Sign in, let one's own half in, then present the other's."""
    house.at_work += 1
    jar: dict[str, str] = {}
    sign_in, door = f"{made.url}/fr/staff/sign-in/", f"{made.url}/fr/door/{house.cinema}/screen/1/"
    page = yield from _visit(jar, "sign in", sign_in)
    words = {"email": f"door{number}@example.org", "password": PASSWORD, "csrfmiddlewaretoken": _token(page)}
    page = yield from _visit(jar, "sign in", sign_in, form(**words))
    if page.status != 303:
        raise RuntimeError(f"usher {number} cannot sign in: {page.status}")
    page = yield from _visit(jar, "door page", door)
    token = _token(page)
    for round_, codes in (("first", house.codes[number]), ("again", house.codes[number - 1])):
        while round_ == "again" and len(house.said["first"]) < sum(map(len, house.codes)):
            yield Pause(0.05)  # the other door is still letting its own half in
        for code in codes:
            sent = form(code=code, way="camera", csrfmiddlewaretoken=token)
            step = "scan" if round_ == "first" else "scan again"
            page = yield from _visit(jar, step, f"{door}admit/", sent, accept="application/json")
            house.said[round_].append(
                json.loads(page.body)["state"] if page.body.startswith("{") else str(page.status)
            )
            yield Pause(pause)
    house.at_work -= 1
    return "done"


def _token(page: Page) -> str:
    found = TOKEN.search(page.body)
    if found is None:
        raise RuntimeError(f"no form in the page: {page.status}")
    return found[1]


def _visit(
    jar: dict[str, str], step: str, url: str, fields: str | None = None, *, accept: str = "text/html"
) -> Any:
    cookies = f"Cookie: {'; '.join(f'{name}={value}' for name, value in jar.items())}\r\n" if jar else ""
    page: Page = yield Visit(step, url, fields, f"{cookies}X-Forwarded-For: 192.0.2.7\r\n", accept)
    for cookie in page.cookies:
        name, _, value = cookie.partition("=")
        jar[name] = value
    return page


def crowd(made: Rig, house: House) -> Journey:
    """A visitor after the other keeps two seats until the doors are done."""
    while house.at_work:
        fields, headers = hold_form(random.randint(1, 499))
        yield Visit(
            "hold", f"{made.url}/fr/seance/{random.choice(house.screenings)}/garder/", fields, headers
        )
    return "went home"


def double_admissions() -> int:
    """Tickets that opened the door more than once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT ticket_id FROM booking_admission WHERE undone_at IS NULL"
            " GROUP BY ticket_id HAVING count(*) > 1) twice"
        )
        return int(cursor.fetchone()[0])


def run(made: Rig, house: House, *, doors: int, visitors: int, pause: float) -> dict[str, Any]:
    """The ushers come first, then the visitors; ends when the last usher is done."""

    def come() -> Iterator[Journey]:
        for number in range(doors):
            yield usher(made, house, number, pause=pause)
        for _ in range(visitors):
            yield crowd(made, house)

    arriving = come()
    people = Crowd(lambda _: next(arriving), seconds=0.01, most=doors + visitors, rate=0)
    record = people.run(grace=600)
    first, again = record.steps["scan"], house.said["again"]
    holds = record.statuses["hold", 303]
    return {
        "doors": doors,
        "tickets": len(first),
        "let_in": sum(said == "good" for said in house.said["first"]),
        "double_admissions": double_admissions(),
        "let_in_again": sum(said == "good" for said in again),
        "scan_p50_ms": round(quantile(first, 0.5), 1),
        "scan_p95_ms": round(quantile(first, 0.95), 1),
        "scan_p99_ms": round(quantile(first, 0.99), 1),
        "holds_beside": holds,
        "holds_per_second_beside": round(holds / max(0.001, record.lasted), 1),
        "errors": sum(n for (step, status), n in record.statuses.items() if status >= 500 or not status),
        "audit": broken_invariants(),
    }


def main() -> None:
    """Run it and print what was found."""
    limits = budget.of("door")
    parser = argparse.ArgumentParser(prog="ouvreuse bench door")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tickets", type=int, default=limits["tickets"])
    parser.add_argument("--visitors", type=int, default=16, help="visitors who keep seats meanwhile")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two people at a door")
    told = parser.parse_args()
    with rig() as made:
        setup_django()
        house = people(told.tickets, doors=limits["doors"])
        made.start_web()
        found = run(made, house, doors=limits["doors"], visitors=told.visitors, pause=told.pause)
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


if __name__ == "__main__":
    main()
