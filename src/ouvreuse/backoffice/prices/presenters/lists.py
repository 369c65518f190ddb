"""Price lists and their versions as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.access import Staff
from ouvreuse.kernel import clock
from ouvreuse.kernel.money import Money
from ouvreuse.pricing.models import PriceList, PriceListVersion
from ouvreuse.pricing.queries import PriceListView, price_lists
from ouvreuse.programme.models import Screening
from ouvreuse.ui.tables import Column, Listing
from ouvreuse.venues.queries import CinemaView, cinemas


def lists_of(asked: QueryDict, cinema: CinemaView) -> Listing:
    """The lists of a cinema, those in use first."""
    now = clock.now()
    coming = (
        Screening.objects.filter(price_version__price_list=OuterRef("pk"), starts_at__gt=now)
        .order_by()
        .values("price_version__price_list")
        .annotate(count=Count("id"))
        .values("count")
    )
    rows = (
        PriceList.objects.filter(cinema_id=cinema.id)
        .select_related("draft", "draft__edited_by")
        .annotate(screenings=Coalesce(Subquery(coming), 0))
    )
    views = {view.id: view for view in price_lists([cinema.id])}
    return Listing(
        asked,
        name=f"{cinema.slug}-prices",
        columns=_columns(cinema, views),
        rows=rows,
        order=("retired_at", "name", "id"),
        zone=cinema.zone,
        empty=_("This cinema has no price list yet: no screening can be planned without one."),
    )


def _columns(cinema: CinemaView, views: Mapping[int, PriceListView]) -> tuple[Column, ...]:
    def url(row: PriceList) -> str:
        return reverse("backoffice:price_list", kwargs={"cinema": cinema.slug, "list": row.code})

    def full(row: PriceList) -> Money | None:
        return Money(views[row.id].full_cents) if row.id in views else None

    def coming(row: PriceList) -> datetime | None:
        view = views.get(row.id)
        return view.coming[0].valid_from if view and view.coming else None

    return (
        Column("name", gettext_lazy("Name"), lambda row: row.name, order=("name",), link=url),
        Column("code", gettext_lazy("Short name"), lambda row: row.code, order=("code",)),
        Column("state", gettext_lazy("State"), lambda row: _state(row, views)),
        Column("full", gettext_lazy("Full price"), full, number=True),
        Column("coming", gettext_lazy("Next change"), coming),
        Column("screenings", gettext_lazy("Screenings to come"), lambda row: row.screenings, number=True),
        Column("draft", gettext_lazy("In preparation"), _draft),
    )


def _state(row: PriceList, views: Mapping[int, PriceListView]) -> str:
    if row.retired_at is not None:
        return _("retired")
    return _("in use") if row.id in views else _("never published")


def _draft(row: PriceList) -> str:
    draft = getattr(row, "draft", None)
    if draft is None:
        return ""
    return _("by %s") % draft.edited_by.name if draft.edited_by else _("yes")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a list. ``serving``: it serves a screening that would start now."""

    id: int
    number: int
    valid_from: datetime | None
    created_at: datetime
    by: str
    serving: bool
    coming: bool
    screenings: int
    zone: str


def versions_of(row: PriceList, *, zone: str) -> list[VersionLine]:
    """The versions of a list, the newest first; one statement."""
    now = clock.now()
    used = (
        Screening.objects.filter(price_version=OuterRef("pk"), starts_at__gt=now)
        .order_by()
        .values("price_version")
        .annotate(count=Count("id"))
        .values("count")
    )
    found: list[Any] = list(
        PriceListVersion.objects.filter(price_list=row)
        .select_related("created_by")
        .defer("content")
        .annotate(screenings=Coalesce(Subquery(used), 0))
        .order_by("-number")
    )
    valid = [each for each in found if each.valid_from is None or each.valid_from <= now]
    serving = max(
        valid,
        key=lambda each: ((each.valid_from is not None and each.valid_from.timestamp()) or 0, each.number),
        default=None,
    )
    return [
        VersionLine(
            id=each.id,
            number=each.number,
            valid_from=each.valid_from,
            created_at=each.created_at,
            by=each.created_by.name if each.created_by else "",
            serving=each is serving,
            coming=each.valid_from is not None and each.valid_from > now,
            screenings=each.screenings,
            zone=zone,
        )
        for each in found
    ]


def sources_for(staff: Staff, cinema: CinemaView) -> list[tuple[str, str]]:
    """The lists a new one may begin from: of every cinema whose prices the person may see, this one's first."""
    names = {each.id: each.name for each in cinemas() if staff.rights.may("see_prices", cinema=each.id)}
    found = sorted(
        price_lists(names), key=lambda view: (view.cinema_id != cinema.id, names[view.cinema_id], view.name)
    )
    return [
        (
            str(view.version.id),
            view.name if view.cinema_id == cinema.id else f"{view.name}, {names[view.cinema_id]}",
        )
        for view in found
    ]
