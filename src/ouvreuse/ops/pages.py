"""The bank's pages that no thread of the site had a call free to open: opened by the worker, several at a time.

Payments without a page are their own queue, as messages are: no job is made for one, and none is lost with one.
"""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog
from django.db import close_old_connections, connection

from ouvreuse.booking import flows
from ouvreuse.kernel import trace
from ouvreuse.kernel.fault import fault
from ouvreuse.payments.actions import Opening, claim_unopened
from ouvreuse.payments.errors import PaymentError

log = structlog.get_logger("worker")
PAGES_AT_A_TIME = 12
LOOK_AGAIN_S = 0.1


def open_pages(stop: threading.Event) -> None:
    """Open what waits, and look again a little later, until told to stop."""
    with ThreadPoolExecutor(max_workers=PAGES_AT_A_TIME, thread_name_prefix="page") as openers:
        under_way: set[Future[None]] = set()
        while not stop.is_set():
            under_way |= {openers.submit(open_page, opening) for opening in _claimed(len(under_way))}
            if under_way:
                under_way = wait(under_way, timeout=LOOK_AGAIN_S, return_when=FIRST_COMPLETED).not_done
            else:
                stop.wait(LOOK_AGAIN_S)
    connection.close()


def open_waiting_pages() -> int:
    """Open what waits now, one after the other; returns how many."""
    claimed = claim_unopened(PAGES_AT_A_TIME)
    for opening in claimed:
        open_page(opening)
    return len(claimed)


def _claimed(busy: int) -> list[Opening]:
    if busy >= PAGES_AT_A_TIME:
        return []
    close_old_connections()
    try:
        return claim_unopened(PAGES_AT_A_TIME - busy)
    except Exception:
        log.exception("the pages to open could not be read")
        return []


def open_page(opening: Opening) -> None:
    """Open one. A bank that cannot be reached is asked again by the next claim, the visitor's page or the poller."""
    close_old_connections()
    payment = opening.call.payment
    with trace.use_correlation_id(f"page-{payment}"):
        try:
            fault("P2")
            flows.open_page(opening)
        except PaymentError as problem:
            log.info("page not opened", payment=str(payment), problem=problem.code)
        except Exception:
            log.exception("page not opened", payment=str(payment))
