"""The columns of the figures' lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ouvreuse.backoffice.dashboards import words
from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.insights.queries import DayRow
from ouvreuse.insights.rules import change
from ouvreuse.kernel.money import Money
from ouvreuse.ui.tables import Column
from ouvreuse.ui.tables.columns import Value


@dataclass(frozen=True, slots=True)
class Compared:
    """A day beside that of an earlier time, if one is asked for."""

    now: DayRow
    before: DayRow | None


def _money(cents: int | None) -> Value:
    return None if cents is None else Money(cents)


def _percent(tenths: int | None) -> Value:
    return None if tenths is None else tenths / 10


def _made(prefix: str = "") -> list[Column]:
    """What screenings made; ``prefix`` leads to it from a row."""

    def of(row: Any) -> Any:
        for name in filter(None, prefix.split(".")):
            row = getattr(row, name)
        return row.made

    inner = f"{prefix}.made." if prefix else "made."
    return [
        Column("screenings", _("Screenings"), lambda row: of(row).screenings, number=True,
               order=(f"{inner}screenings",), chosen=False),
        Column("places", _("Places"), lambda row: of(row).seats, number=True, order=(f"{inner}seats",), chosen=False),
        Column("admissions", _("Admissions"), lambda row: of(row).admissions, number=True,
               show=lambda row: words.count(of(row).admissions), order=(f"{inner}admissions",)),
        Column("free", _("Free admissions"), lambda row: of(row).free, number=True, order=(f"{inner}free",),
               chosen=False),
        Column("occupancy", _("Occupancy"), lambda row: _percent(of(row).occupancy), number=True,
               show=lambda row: words.percent(of(row).occupancy), order=(f"{inner}occupancy",)),
        Column("box_office", _("Box office"), lambda row: Money(of(row).box_office), number=True,
               order=(f"{inner}box_office",)),
        Column("price", _("Average price"), lambda row: _money(of(row).price), number=True,
               show=lambda row: words.cents(of(row).price), order=(f"{inner}price",)),
    ]  # fmt: skip


def days(scope: Scope, *, compared: bool) -> list[Column]:
    """Of the days: what was booked then, what their screenings made, and the earlier time."""
    return [
        Column("day", _("Day"), lambda row: row.now.day, order=("now.day",),
               link=lambda row: scope.url("figures", day=row.now.day)),
        *_made("now"),
        Column("takings", _("Takings"), lambda row: Money(row.now.taken.takings), number=True,
               order=("now.taken.takings",),
               link=lambda row: scope.url("figures_entries", first=row.now.day, last=row.now.day)),
        Column("refunded", _("of which given back"), lambda row: Money(-row.now.taken.refunded), number=True,
               order=("now.taken.refunded",), chosen=False),
        Column("vat", _("VAT inside"), lambda row: Money(row.now.taken.vat), number=True, order=("now.taken.vat",),
               chosen=False),
        *(_before() if compared else []),
    ]  # fmt: skip


def _before() -> list[Column]:
    return [
        Column("before", _("Day before"), lambda row: row.before.day),
        Column("admissions_before", _("Admissions then"), lambda row: row.before.made.admissions, number=True),
        Column("admissions_change", _("Change"), lambda row: _changed(row.now.made, row.before.made, "admissions"),
               show=lambda row: words.changed(_changed(row.now.made, row.before.made, "admissions")), number=True),
        Column("takings_before", _("Takings then"), lambda row: Money(row.before.taken.takings), number=True),
        Column("takings_change", _("Change of takings"),
               lambda row: _changed(row.now.taken, row.before.taken, "takings"),
               show=lambda row: words.changed(_changed(row.now.taken, row.before.taken, "takings")), number=True),
    ]  # fmt: skip


def _changed(now: Any, before: Any, name: str) -> int | None:
    return change(getattr(now, name), getattr(before, name))


def films(scope: Scope, first: date, last: date) -> list[Column]:
    """Of the films."""
    return [
        Column("film", _("Film"), lambda row: row.title, order=("title",),
               link=lambda row: scope.url("figures_screenings", first=first, last=last, film=row.film)),
        *_made(),
    ]  # fmt: skip


def shows(scope: Scope) -> list[Column]:
    """Of the screenings."""
    slugs = {each.id: each.slug for each in scope.cinemas}

    def link(row: Any) -> str:
        return reverse(
            "backoffice:figures_screening", kwargs={"cinema": slugs[row.cinema], "screening": row.id}
        )

    return [
        Column("start", _("Start"), lambda row: row.starts_at, order=("starts_at",), link=link,
               show=lambda row: words.since(row.starts_at, row.zone)),
        Column("film", _("Film"), lambda row: row.title, order=("title",)),
        Column("version", _("Version"), lambda row: row.version, chosen=False),
        *([Column("cinema", _("Cinema"), lambda row: row.cinema_name, order=("cinema_name",))]
          if scope.cinema is None else []),
        Column("screen", _("Auditorium"), lambda row: row.screen, order=("screen",)),
        Column("state", _("State"), lambda row: _("cancelled") if row.cancelled else ""),
        *_made(),
    ]  # fmt: skip


def rights(scope: Scope) -> list[Column]:
    """Of the rights of admission."""
    return [
        Column("series", _("Series"), lambda row: f"{row.series.screen_number}/{row.series.rate_code}",
               order=("series__rate_code",)),
        Column("number", _("Number"), lambda row: row.number, number=True),
        Column("state", _("State"), lambda row: _("void") if row.gone else _("valid")),
        Column("issued", _("Issued"), lambda row: row.entry.at),
        Column("channel", _("Channel"), lambda row: words.channel(row.entry.book.channel)),
        Column("entry", _("Entry of the book"), lambda row: row.entry.number, number=True),
    ]  # fmt: skip


KINDS = {
    "sale": lambda: _("sale"),
    "refund": lambda: _("refund"),
    "payment_returned": lambda: _("money returned"),
    "exchange": lambda: _("exchange"),
    "screening_changed": lambda: _("screening changed"),
}


def entries(scope: Scope) -> list[Column]:
    """Of the book's entries."""

    def kind(row: Any) -> str:
        return KINDS.get(row.kind, lambda: str(row.kind))()

    def at(row: Any) -> datetime:
        found: datetime = row.at
        return found

    return [
        Column("at", _("When"), at, order=("at",)),
        *([Column("cinema", _("Cinema"), lambda row: row.book.cinema.name)] if scope.cinema is None else []),
        Column("channel", _("Channel"), lambda row: words.channel(row.book.channel)),
        Column("number", _("Number"), lambda row: row.number, number=True),
        Column("kind", _("What"), kind),
        Column("issued", _("Rights issued"), lambda row: row.issued, number=True),
        Column("gone", _("Rights cancelled"), lambda row: row.gone, number=True),
        Column("gross", _("Amount"), lambda row: Money(row.gross), number=True),
        Column("vat", _("VAT inside"), lambda row: Money(row.vat), number=True, chosen=False),
        Column("hash", _("Seal"), lambda row: row.hash[:12], chosen=False),
    ]  # fmt: skip
