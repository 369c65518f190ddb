"""Reads of prices: versions never change, so each process keeps those it has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import F, Q

from ouvreuse.kernel import clock
from ouvreuse.pricing import models
from ouvreuse.pricing.errors import DraftUnknown, PriceListUnknown
from ouvreuse.pricing.rules import (
    Period,
    PriceListVersion,
    SchoolHolidays,
    from_json,
    zone_of_postcode,
)
from ouvreuse.venues.models import Cinema


@dataclass(frozen=True, slots=True)
class Coming:
    """A version that serves screenings from an instant still to come."""

    valid_from: datetime
    version: PriceListVersion


@dataclass(frozen=True, slots=True)
class PriceListView:
    """A price list in use: the version that serves now (`version`), and those to come, the nearest first."""

    id: int
    cinema_id: int
    code: str
    name: str
    version: PriceListVersion
    coming: tuple[Coming, ...] = ()

    @property
    def full_cents(self) -> int:
        """The highest price a seat can cost: what people call the full price."""
        return full_cents(self.version)

    def at(self, starts: datetime) -> PriceListVersion:
        """The version a screening that starts then is planned with."""
        valid = [each.version for each in self.coming if each.valid_from <= starts]
        return valid[-1] if valid else self.version


def full_cents(version: PriceListVersion) -> int:
    """The highest price of a rate of the version."""
    return max(rate.amount_cents for rate in version.rates)


@lru_cache(maxsize=512)
def price_list_version(id: int) -> PriceListVersion:
    """One version, kept for ever by the process since its content is immutable. Raises `PriceListUnknown`."""
    content = models.PriceListVersion.objects.filter(id=id).values_list("content", flat=True).first()
    if content is None:
        raise PriceListUnknown(price_list=id)
    return from_json(id, content)


def price_lists(cinemas: Iterable[int]) -> list[PriceListView]:
    """The price lists screenings of cinemas may be planned with, by cinema then code, in one statement."""
    now = clock.now()
    versions = models.PriceListVersion.objects.filter(
        price_list__cinema_id__in=set(cinemas), price_list__retired_at__isnull=True
    )
    serving = versions.serving(now).order_by(
        "price_list_id", F("valid_from").desc(nulls_last=True), "-number"
    )
    rows = versions.filter(
        Q(id__in=serving.distinct("price_list_id").values("id")) | Q(valid_from__gt=now)
    ).select_related("price_list")
    found: dict[models.PriceList, list[models.PriceListVersion]] = {}
    for row in rows.order_by(F("valid_from").asc(nulls_first=True), "number"):
        found.setdefault(row.price_list, []).append(row)
    views = [_view(price_list, rows) for price_list, rows in found.items()]
    return sorted(views, key=lambda view: (view.cinema_id, view.code))


def price_list_in_use(price_list: int) -> PriceListView:
    """One list screenings may be planned with. Raises `PriceListUnknown` for a retired one or one without versions."""
    cinema = models.PriceList.objects.filter(id=price_list).values_list("cinema_id", flat=True).first()
    for view in price_lists([cinema] if cinema else []):
        if view.id == price_list:
            return view
    raise PriceListUnknown(price_list=price_list)


def _view(price_list: models.PriceList, rows: list[models.PriceListVersion]) -> PriceListView:
    first, *later = [(row.valid_from, from_json(row.id, row.content)) for row in rows]
    return PriceListView(
        id=price_list.id,
        cinema_id=price_list.cinema_id,
        code=price_list.code,
        name=price_list.name,
        version=first[1],
        coming=tuple(Coming(valid_from, version) for valid_from, version in later if valid_from),
    )


@dataclass(frozen=True, slots=True)
class DraftView:
    """The next version of a list as it is written so far."""

    content: PriceListVersion
    counter: int
    edited_at: datetime
    edited_by: str


def draft_of(price_list: int) -> DraftView:
    """The draft of a list. Raises `DraftUnknown`."""
    row = models.PriceListDraft.objects.filter(price_list_id=price_list).select_related("edited_by").first()
    if row is None:
        raise DraftUnknown(price_list=price_list)
    by = row.edited_by.name if row.edited_by else ""
    return DraftView(from_json(0, row.content), row.counter, row.edited_at, by)


def school_zone(cinema: int) -> str:
    """The zone of school holidays of a cinema: as somebody said, else as its postcode says; nothing if neither does."""
    said = models.SchoolZone.objects.filter(cinema_id=cinema).values_list("zone", flat=True).first()
    if said is not None:
        return said
    postcode = Cinema.objects.filter(id=cinema).values_list("postcode", flat=True).first()
    return zone_of_postcode(postcode or "")


def school_holidays(cinema: int) -> SchoolHolidays | None:
    """The school holidays of a cinema's zone as they are known today; None when none are."""
    zone = school_zone(cinema)
    rows = models.SchoolHoliday.objects.filter(zone=zone).values_list("first_on", "last_on")
    periods = tuple(Period(first, last) for first, last in rows)
    return SchoolHolidays(zone, periods) if periods else None
