"""Versions written by older releases still load, and say what they said."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from ouvreuse.pricing.errors import PriceListInvalid
from ouvreuse.pricing.rules import (
    Family,
    InHolidays,
    Period,
    RateRule,
    SchoolHolidays,
    french_defaults,
    from_json,
    item_from_json,
    item_to_json,
    to_json,
)

pytestmark = pytest.mark.unit
STORED = Path(__file__).with_name("stored")
FESTIVAL = (date(2026, 6, 28), date(2026, 7, 1), 500)


def test_the_first_release_loads_and_every_newer_rule_is_at_rest() -> None:
    stored = json.loads((STORED / "first_release.json").read_text())
    assert "holidays" not in stored["rates"][0]
    version = from_json(7, stored)
    today = re.sub(r"(?<=\b[dl])'", "’", json.dumps(stored, ensure_ascii=False))  # the defaults' apostrophe
    words = json.loads(today)
    assert from_json(7, words) == french_defaults(7, online_fee_cents=50, festival=FESTIVAL)
    for rate in version.rates:
        assert (rate.holidays, rate.only_films, rate.alone) == (InHolidays.ANY, (), False)


def test_what_is_written_now_names_every_field_also_at_its_default() -> None:
    written = to_json(french_defaults(0))
    assert {"holidays", "only_films", "except_films", "supplements_included", "alone"} <= set(
        written["rates"][0]
    )
    assert written["holidays"] is None


def test_a_version_with_every_new_rule_comes_back_the_same() -> None:
    with_calendar = french_defaults(3)
    rate = item_from_json(
        "rate",
        item_to_json(with_calendar.rates[0])
        | {
            "holidays": "during",
            "only_films": ["le-gardien", "#opera"],
            "alone": True,
            "supplements_included": True,
        },
    )
    assert isinstance(rate, RateRule)
    calendar = SchoolHolidays("B", (Period(date(2026, 10, 17), date(2026, 11, 1)),))
    from dataclasses import replace

    version = replace(with_calendar, rates=(rate, *with_calendar.rates[1:]), holidays=calendar)
    assert from_json(3, json.loads(json.dumps(to_json(version)))) == version


@pytest.mark.parametrize("content", [None, [], "x", {"code": "PLEIN"}, {"strange": 1}])
def test_an_item_that_is_none_is_refused(content: object) -> None:
    with pytest.raises(PriceListInvalid):
        item_from_json("rate", content)
    assert Family.OTHER == "autre"
