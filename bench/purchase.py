"""``ouvreuse bench purchase``: whole orders a second, from the choice of seats to the tickets on the screen.

Everything runs on this machine: the site as ``up`` starts it, its worker, PostgreSQL, the bank with a realistic
delay, the mailbox, and the visitors. Then once more with a bank that answers at once.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
import uuid
from typing import Any

from bench import budget, machine, stage
from bench.browsers import Crowd, Journey, Page, Pause, Record, Visit, form, quantile
from bench.rig import Rig, broken_invariants, rig, setup_django

PARTS = ("web", "worker", "postgres", "bank", "mailbox")
AGAIN = re.compile(r'http-equiv="refresh" content="(\d+);url=([^"]+)"')
TICKET = 'class="ticket-code"'
SCREENINGS, PLACES = 1000, 499
MORE_THAN_ASKED = 1.05  # newcomers: some meet taken seats, and the last are still buying when the run ends


class Refused(Exception):
    """The visitor meets what ends the journey; the name of the ending."""


def buyer(made: Rig, screenings: list[int]) -> Journey:
    """One person buys two seats; returns how it ended."""
    try:
        return (yield from _buy(made, random.choice(screenings), random.randint(1, PLACES)))
    except Refused as ended:
        return str(ended)


def _buy(made: Rig, screening: int, first: int) -> Journey:
    who = uuid.uuid4()
    own = f"Cookie: browser={who.hex}\r\nX-Forwarded-For: 10.{who.bytes[0]}.{who.bytes[1]}.9\r\n"
    chosen = form(key=uuid.uuid4(), PLEIN=2, place=[first, first + 1])
    held = yield from _see("hold", f"{made.url}/fr/seance/{screening}/garder/", chosen, own, wanted=303)
    order = held.location
    yield from _see("order", order, None, own)
    buying = form(email=f"{who.hex[:12]}@example.org", name="Camille Banc")
    sent: Page = yield Visit("pay", f"{order}payer/", buying, own)
    bank = yield from _to_the_bank(made, order, sent, own)
    yield from _see("bank page", bank, None, "")
    paid = yield from _see("bank pays", f"{bank}/pay", form(email="camille@example.org"), "", wanted=303)
    return (yield from _to_the_tickets(paid.location, own))


def _see(step: str, url: str, fields: str | None, own: str, *, wanted: int = 200) -> Journey:
    page: Page = yield Visit(step, url, fields, own)
    if page.status != wanted:
        raise Refused("conflict" if page.status == 409 else f"{step}: {page.status}")
    return page


def _to_the_bank(made: Rig, order: str, page: Page, own: str) -> Journey:
    """The bank's page, at once or by the page that keeps the seats and tries again by itself."""
    while True:
        if page.status == 303:
            url = page.location
        elif link := re.search(rf'href="({re.escape(made.bank_url)}[^"]+)"', page.body):
            url = link[1]
        else:
            url = yield from _as_told(page, order)
        if url.startswith(made.bank_url):
            return url
        page = yield Visit("kept", url, None, own)


def _to_the_tickets(url: str, own: str) -> Journey:
    while True:
        page: Page = yield Visit("tickets", url, None, own)
        if page.status == 200 and page.body.count(TICKET) == 2:
            return "tickets"
        url = yield from _as_told(page, url)


def _as_told(page: Page, url: str) -> Journey:
    """Wait as long as the page says, then go where it says."""
    told = AGAIN.search(page.body)
    if page.status != 200 or told is None:
        raise Refused(f"stopped: {page.status}")
    yield Pause(float(told[1]))
    to = told[2].replace("&amp;", "&")
    return to if to.startswith("http") else "/".join(url.split("/", 3)[:3]) + to


FACTS = """
SELECT (SELECT count(*) FROM booking_order WHERE state = 'confirmed' AND created_at >= %(since)s),
       (SELECT count(*) FROM booking_order o WHERE o.created_at >= %(since)s
           AND EXISTS (SELECT 1 FROM payments_payment p WHERE p.subject = o.id AND p.state = 'succeeded')
           AND (SELECT count(*) FROM booking_ticket t WHERE t.order_id = o.id) <> o.places),
       (SELECT count(*) FROM booking_order WHERE state = 'paying' AND created_at >= %(since)s),
       (SELECT count(*) FROM notifications_message WHERE created_at >= %(since)s AND sent_at <= %(until)s),
       (SELECT count(*) FROM notifications_message WHERE created_at >= %(since)s AND state <> 'sent'),
       (SELECT coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - created_at)), 0)
          FROM notifications_message WHERE created_at >= %(since)s AND sent_at IS NOT NULL),
       (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name <> 'housekeeping')
"""
LEFT = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE queue_name <> 'housekeeping' AND status IN ('todo', 'doing'))
     + (SELECT count(*) FROM notifications_message WHERE state IN ('queued', 'sending'))
     + (SELECT count(*) FROM booking_order o WHERE o.state = 'paying'
           AND EXISTS (SELECT 1 FROM payments_payment p WHERE p.subject = o.id AND p.state = 'succeeded'))
"""
NAMES = (
    "confirmed",
    "without_tickets",
    "in_payment",
    "mails_in_the_run",
    "mails_unsent",
    "mail_p95_s",
    "jobs_left",
)


def facts(*, since: Any, until: Any) -> dict[str, Any]:
    """What the database says of the run."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"since": since, "until": until})
        found = dict(zip(NAMES, cursor.fetchone(), strict=True))
    found["mail_p95_s"] = round(float(found["mail_p95_s"]), 2)
    return found


def measure(made: Rig, screenings: list[int], *, seconds: float, rate: float, most: int) -> dict[str, Any]:
    """One run: the load, the time to come to rest, and what it cost by part."""
    from datetime import timedelta

    from ouvreuse.kernel import clock

    made.count_statements()
    since, before = clock.now(), {part: made.cpu(part) for part in PARTS}
    record = Crowd(lambda _: buyer(made, screenings), seconds=seconds, most=most, rate=rate).run()
    _rest()
    spent = {part: made.cpu(part) - before[part] for part in PARTS} | {"generator": record.cpu}
    found = facts(since=since, until=since + timedelta(seconds=seconds + 5))
    done = max(1, record.endings["tickets"])
    return {
        "seconds": seconds,
        "orders_per_second": round(record.in_time["tickets"] / seconds, 1),
        "endings": dict(record.endings),
        **found,
        "life_p50_ms": round(quantile(record.lives["tickets"], 0.5)),
        "life_p95_ms": round(quantile(record.lives["tickets"], 0.95)),
        "steps": _steps(record),
        "cpu_ms_per_order": {part: round(used / done * 1000, 1) for part, used in spent.items()},
        "cpu_ms_per_order_in_all": round(sum(spent.values()) / done * 1000, 1),
        "statements_per_order": round(sum(calls for calls, _, _ in made.statements()) / done, 1),
        "dearest_statements": _dearest(made, done),
        "statuses": {f"{step} {status}": n for (step, status), n in sorted(record.statuses.items())},
        "audit": broken_invariants(),  # last: its statements are not the orders'
    }


def _steps(record: Record) -> dict[str, dict[str, float]]:
    return {
        step: {
            "n": len(took),
            "p50_ms": round(quantile(took, 0.5), 1),
            "p95_ms": round(quantile(took, 0.95), 1),
        }
        for step, took in record.steps.items()
    }


def _dearest(made: Rig, orders: int) -> list[str]:
    """What PostgreSQL spends most on: milliseconds and calls an order."""
    return [
        f"{took / orders:6.2f} ms {calls / orders:5.1f}x  {' '.join(text.split())[:90]}"
        for calls, took, text in made.statements()[:12]
    ]


def _rest(*, most_s: float = 90.0) -> None:
    """Until no job is left and every order that is paid has its tickets."""
    from django.db import connection

    until = time.monotonic() + most_s
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(LEFT)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.3)


def main() -> None:
    """Run it and print what was found."""
    limits = budget.of("purchase")
    parser = argparse.ArgumentParser(
        prog="ouvreuse bench purchase", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=limits["sustained_s"])
    parser.add_argument(
        "--rate",
        type=float,
        default=limits["orders_per_second_at_least"] * MORE_THAN_ASKED,
        help="newcomers a second; 0: closed",
    )
    parser.add_argument(
        "--buyers", type=int, default=600, help="at most so many at a time; exactly, when --rate is 0"
    )
    parser.add_argument("--worker", default="", help="words for the worker, e.g. --worker='--concurrency 16'")
    parser.add_argument("--only", choices=("delay", "zero"), help="one of the two runs")
    told = parser.parse_args()
    runs: dict[str, Any] = {"machine": machine.worth()}
    with rig() as made:
        setup_django()
        screenings = stage.build(screenings=SCREENINGS)
        stage.open_account()
        made.count_statements()
        median, p99 = limits["bank_delay_median_ms"], limits["bank_delay_p99_ms"]
        made.start_bank(median_ms=median, p99_ms=p99)
        made.start_mailbox()
        made.start_web()
        made.start_worker(*told.worker.split())
        Crowd(lambda _: buyer(made, screenings), seconds=3, most=8, rate=0).run()  # warm
        _rest()
        for name, delay in (("delay", median), ("zero", 0)):
            if told.only in (None, name):
                made.order(made.bank_port, delay={"median_ms": delay, "p99_ms": p99 if delay else 0})
                runs[name] = measure(made, screenings, seconds=told.seconds, rate=told.rate, most=told.buyers)
    sys.stdout.write(json.dumps(runs) + "\n" if told.json else budget.shown(runs))


if __name__ == "__main__":
    main()
