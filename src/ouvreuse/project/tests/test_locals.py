"""Each thread has its own language, address prefix, zone and database connection; none sees another's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from ouvreuse.project.locals import KEPT

pytestmark = pytest.mark.unit


def test_django_still_keeps_them_where_we_put_ours() -> None:
    """A release of Django that renames one of them must be met here, not by a slower site."""
    for owner, name in KEPT:
        assert isinstance(getattr(owner, name), threading.local), f"{owner}.{name}"


def test_no_thread_sees_what_another_set() -> None:
    seen: list[tuple[str | None, str, str, int]] = []
    met = threading.Barrier(2)

    def live(language: str, prefix: str, zone: str) -> None:
        with translation.override(language), timezone.override(zone):
            set_script_prefix(prefix)
            met.wait(10)
            seen.append(
                (translation.get_language(), get_script_prefix(), timezone.get_current_timezone_name(),
                 id(connections["default"]))
            )  # fmt: skip
            met.wait(10)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(live, ("fr", "en"), ("/a/", "/b/"), ("Europe/Paris", "America/Guadeloupe")))
    assert {each[:3] for each in seen} == {
        ("fr", "/a/", "Europe/Paris"), ("en", "/b/", "America/Guadeloupe"),
    }  # fmt: skip
    assert len({each[3] for each in seen}) == 2
    assert get_script_prefix() == "/"
