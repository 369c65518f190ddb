"""Dashboards open in browsers beside the rush: each reads its live part again every few seconds, as the page does."""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import load
from bench.rig import Rig

EVERY_S = 5.0
SALES = 200  # before the rush, so that there is something to add up


def open_the_books(screenings: list[int]) -> str:
    """Some sales, folded in part, and an owner; the cookie of their session."""
    from django.test import Client

    from ouvreuse.accounts.actions import create_user
    from ouvreuse.accounts.models import User
    from ouvreuse.booking.actions import sell
    from ouvreuse.insights import actions

    for n in range(SALES):
        sell(screenings[n % 100], places=[500 - n // 100], rates=["PLEIN"])
        if n == SALES // 2:
            actions.fold()
    person = create_user("odile@example.org", name="Odile", password="la-ronde-de-nuit", operator=True)
    client = Client()
    client.force_login(User.objects.get(id=person))
    [name] = [name for name in client.cookies if name.endswith("session")]
    return f"{name}={client.cookies[name].value}"


def look(port: int, cookie: str, path: str, etag: str = "") -> tuple[int, str, float]:
    """One reading: status, the version of what was read, milliseconds."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    began = time.perf_counter()
    line.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "fr", "If-None-Match": etag})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.headers.get("ETag", ""), (time.perf_counter() - began) * 1000


def _browsers(port: int, cookie: str, path: str, count: int, told: Any) -> None:
    """Every browser in its turn, evenly spread, until the process is ended."""
    versions = [""] * count
    for turn in range(10**9):
        which = turn % count
        status, versions[which], took = look(port, cookie, path, versions[which])
        told.put((status, took))
        time.sleep(max(0.0, EVERY_S / count - took / 1000))


@contextmanager
def opened(
    made: Rig, cookie: str, path: str, *, count: int, readings: list[tuple[int, float]]
) -> Iterator[None]:
    """So many dashboards open while the block runs, in a process of their own."""
    context = multiprocessing.get_context("fork")
    told: Any = context.Queue()
    process = context.Process(target=_browsers, args=(made.port, cookie, path, count, told), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()
        while not told.empty():
            readings.append(told.get())


def compare(
    made: Rig, request: Any, screenings: list[int], *, count: int, connections: int, rounds: int, seconds: int
) -> dict[str, Any]:
    """Holds alone and holds beside so many dashboards, turn by turn: what they add to the slowest hundredth."""
    from ouvreuse.venues.models import Cinema

    cookie = open_the_books(screenings)
    path = f"/fr/staff/cinema/{Cinema.objects.get().slug}/figures/live/"
    alone, beside = load.Result(), load.Result()
    readings: list[tuple[int, float]] = []
    look(made.port, cookie, path)
    for _ in range(rounds):
        alone.add(load.run(made.port, connections=connections, seconds=seconds, request=request))
        with opened(made, cookie, path, count=count, readings=readings):
            beside.add(load.run(made.port, connections=connections, seconds=seconds, request=request))
    took = sorted(ms for _, ms in readings)
    return {
        "dashboards": count,
        "connections": connections,
        "p99_ms_alone": round(alone.quantile(0.99), 1),
        "p99_ms_beside": round(beside.quantile(0.99), 1),
        "p99_ratio": round(beside.quantile(0.99) / alone.quantile(0.99), 3),
        "p50_ratio": round(beside.quantile(0.5) / alone.quantile(0.5), 3),
        "holds_ratio": round(
            (beside.statuses[303] / beside.seconds) / (alone.statuses[303] / alone.seconds), 3
        ),
        "readings": len(readings),
        "readings_failed": sum(status not in (200, 304) for status, _ in readings),
        "readings_unchanged": sum(status == 304 for status, _ in readings),
        "reading_p50_ms": round(took[len(took) // 2], 1) if took else 0.0,
    }
