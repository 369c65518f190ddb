from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from django.utils import translation

from ouvreuse.kernel.money import Money
from ouvreuse.ui import assets
from ouvreuse.ui.templatetags import ui_tags

pytestmark = pytest.mark.unit
EVENING = datetime(2026, 11, 18, 19, 15, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("fr", Money(950), "9,50\xa0€"),
        ("en", Money(950), "€9.50"),
        ("fr", 123_456_700, "1\u202f234\u202f567,00\xa0€"),
        ("en", Money(-5, "CHF"), "-CHF0.05"),
    ],
)
def test_amounts_in_both_languages(language: str, amount: Money | int, shown: str) -> None:
    with translation.override(language):
        assert render("{{ amount|money }}", amount=amount) == shown


def test_amounts_are_never_floats() -> None:
    with pytest.raises(TypeError):
        ui_tags.money(9.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "mercredi 18 novembre"), ("en", "Wednesday 18 November")]
)
def test_days_in_both_languages(language: str, shown: str) -> None:
    with translation.override(language):
        assert render("{{ when|day:zone }}", when=EVENING, zone="Europe/Paris") == shown
        assert render("{{ when|day }}", when=date(2026, 11, 18)) == shown
        assert render("{{ when|long_day }}", when=date(2026, 11, 18)) == f"{shown} 2026"
        assert render("{{ when|short_day }}", when=date(2026, 11, 18)).replace(".", "").startswith(shown[:3])


def test_the_first_of_a_month_in_french() -> None:
    with translation.override("fr"):
        assert render("{{ when|day }}", when=date(2026, 12, 1)) == "mardi 1er décembre"
        assert render("{{ when|day }}", when=date(2026, 12, 11)) == "vendredi 11 décembre"


def test_an_instant_is_told_by_the_cinema_s_own_clock() -> None:
    assert render("{{ at|local_time:zone }}", at=EVENING, zone="Europe/Paris") == "20:15"
    assert render("{{ at|local_time:zone }}", at=EVENING, zone=ZoneInfo("Pacific/Noumea")) == "06:15"
    assert render("{{ at|day:zone }}", at=EVENING, zone="Pacific/Noumea") == "jeudi 19 novembre"
    assert render("{{ at|iso:zone }}", at=EVENING, zone="Europe/Paris") == "2026-11-18T20:15+01:00"
    with pytest.raises(ValueError, match="zone"):
        ui_tags.local_time(EVENING.replace(tzinfo=None), "Europe/Paris")


@pytest.mark.parametrize(
    ("minutes", "shown"), [(115, "1 h 55"), (60, "1 h 00"), (7, "0 h 07"), (None, ""), (0, "")]
)
def test_running_times(minutes: int | None, shown: str) -> None:
    assert ui_tags.duration(minutes) == shown


def test_age_badges_speak() -> None:
    with translation.override("en"):
        assert ui_tags.age_badge("TP") == ""
        assert "Not under 12" in ui_tags.age_badge("12")
        assert "-12" in ui_tags.age_badge("12")
        assert "Content warning" in ui_tags.age_badge("TP", warning=True)


def test_assets_come_from_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "manifest.json"
    listed.write_text('{"files": {"site.css": "site-AAAAAAAA.css", "counter.css": "counter-BBBBBBBB.css"}}')
    monkeypatch.setattr(assets, "MANIFEST", listed)
    assets.manifest.cache_clear()
    try:
        assert render('{% asset "site.css" %}') == "/static/built/site-AAAAAAAA.css"
        assert assets.stylesheet_url("counter") == "/static/built/counter-BBBBBBBB.css"
        assert assets.stylesheet_url("nowhere") == "/static/built/site-AAAAAAAA.css"
        with pytest.raises(ImproperlyConfigured, match=r"other\.js"):
            assets.asset_url("other.js")
    finally:
        assets.manifest.cache_clear()
