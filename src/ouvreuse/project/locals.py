"""What Django keeps for each thread, kept by Python itself.

Django's own keeper also serves coroutines, and takes ten times as long; it is asked two hundred times a page. Here
pages and jobs are answered by threads alone, and no coroutine speaks to Django's language, addresses or database.
"""

from __future__ import annotations

import threading
from typing import Any

from django.core.cache import caches
from django.db import connections
from django.urls import base as addresses
from django.utils import timezone
from django.utils.translation import trans_real as languages

KEPT: tuple[tuple[Any, str], ...] = (
    (connections, "_connections"),
    (caches, "_connections"),
    (addresses, "_prefixes"),
    (addresses, "_urlconfs"),
    (languages, "_active"),
    (timezone, "_active"),
)


def keep_by_thread() -> None:
    """Call once, before the first page: what a thread set before is forgotten."""
    for owner, name in KEPT:
        setattr(owner, name, threading.local())
