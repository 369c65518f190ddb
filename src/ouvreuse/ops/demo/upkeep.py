"""The demonstration is filled at the start and goes on while its site is open; one process at a time does it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connections

from ouvreuse.kernel import clock
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.ops.demo import building, past, planning, selling, showcase
from ouvreuse.ops.demo.halls import OPERATOR
from ouvreuse.venues.models import Operator

LOCK = 5  # the family of advisory locks of the demonstration
PROGRAMME = "demo-programme.json"  # read by `up`, which has no database of its own to ask
log = structlog.get_logger("demo")


@contextmanager
def alone(*, wait: bool) -> Iterator[bool]:
    """Whether nobody else fills the demonstration meanwhile; with ``wait``, once nobody else does."""
    line = connections.create_connection("default")  # a lock lives as long as its connection
    try:
        while not (held := _locked(line)) and wait:
            time.sleep(0.5)
        yield held
    finally:
        line.close()


def _locked(line: object) -> bool:
    with line.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [LOCK])
        return bool(cursor.fetchone()[0])


def prepare(say: Callable[[str], None]) -> None:
    """Films, people and programme; what stands already stays."""
    if building.build():
        say(
            bilingual(
                fr="le réseau est construit : 3 cinémas, 14 salles",
                en="the chain is built: 3 cinemas, 14 screens",
            )
        )
    if planned := planning.plan_missing_weeks():
        say(bilingual(fr=f"{planned} séances programmées", en=f"{planned} screenings planned"))
    _remember_programme()


def fill(say: Callable[[str], None], *, tickets: int) -> None:
    """All of it up to now: programme, past, showcase."""
    prepare(say)
    if made := selling.sell_past(tickets=tickets):
        say(
            bilingual(
                fr=f"{made} commandes vendues dans l'ordre du temps", en=f"{made} orders sold in time order"
            )
        )
    showcase.refresh_showcase()


def go_on() -> bool:
    """What a quarter of an hour brings: programme, the sales of the moment, the showcase. False: not now.

    A past that nobody has sold for a day is left to the next start, which sells it at the bank too.
    """
    with alone(wait=False) as mine:
        if not mine or not Operator.objects.filter(name=OPERATOR).exists():
            return False
        last = past.last_sale()
        if last is None or last < clock.now() - past.DAY:
            log.info("demo_waits", last_sale=str(last))
            return False
        planning.plan_missing_weeks()
        selling.sell_the_moment()
        showcase.refresh_showcase()
        _remember_programme()
    return True


def _remember_programme() -> None:
    last = planning.last_day()
    path = Path(settings.DATA) / PROGRAMME
    half = path.with_suffix(".new")
    half.write_text(json.dumps({"until": last.isoformat() if last else ""}))
    half.replace(path)
