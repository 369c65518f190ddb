"""Days and hours typed by hand, where a browser has no calendar: as people write them in France, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.utils.translation import override

from ouvreuse.backoffice.films.forms.fields import DayField
from ouvreuse.backoffice.venues.forms import InstantField

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_day_comes_before_the_month_in_both_languages(language: str) -> None:
    with override(language):
        for typed in ("2026-10-04", "04/10/2026", "4/10/2026", "04/10/26", "04.10.2026"):
            assert forms.DateField().clean(typed) == date(2026, 10, 4), typed
            assert DayField().clean(typed) == date(2026, 10, 4), typed
        for wrong in ("10/2026", "2026-10", "31/02/2026", "10/25/2026", "demain"):
            with pytest.raises(forms.ValidationError):
                forms.DateField().clean(wrong)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hours_are_typed_as_they_are_said(language: str) -> None:
    with override(language):
        for typed, meant in (
            ("20:15", time(20, 15)),
            ("20h15", time(20, 15)),
            ("20h", time(20)),
            ("9h05", time(9, 5)),
        ):
            assert forms.TimeField().clean(typed) == meant, typed
        for wrong in ("20:", "20h6x", "25:00", "h15"):
            with pytest.raises(forms.ValidationError):
                forms.TimeField().clean(wrong)


def test_an_instant_is_read_on_the_wall_of_the_cinema() -> None:
    field = InstantField(required=False)
    meant = datetime(2026, 11, 18, 19, 15, tzinfo=UTC)
    for typed in (
        "2026-11-18T20:15",
        "2026-11-18 20:15",
        "18/11/2026 20:15",
        "18/11/2026 20h15",
        "18.11.2026, 20.15",
    ):
        assert field.clean(typed) == meant, typed
    assert field.clean("18/11/2026 20h") == datetime(2026, 11, 18, 19, tzinfo=UTC)
    assert field.clean("") is None
    for half in ("18/11/2026", "18/11/2026 20h6", "20h15", "18/11 20h15", "31/02/2026 20h", "18/11/2026 25h"):
        with pytest.raises(forms.ValidationError):
            field.clean(half)
    with pytest.raises(forms.ValidationError):
        field.clean("25/10/2026 02h30")  # comes twice
