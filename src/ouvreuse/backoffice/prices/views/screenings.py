"""The screenings to come of a list, and the version each is sold at."""

from __future__ import annotations

import builtins
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.prices.presenters.lists import versions_of
from ouvreuse.backoffice.prices.presenters.screenings import behind, on_sale, sold_page, uses_of
from ouvreuse.backoffice.prices.views.places import Here, list_here, page, sentence
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking import actions as booking
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.words import say as say_booking
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.models import PriceListVersion
from ouvreuse.programme.actions import apply_prices


@require_POST
@requires("edit_prices")
def apply(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Give the screenings never on sale the version that serves their start."""
    here = list_here(staff, cinema, list)
    try:
        moved = apply_prices(here.row.id, actor=staff.user, actor_label="staff")
    except PricingError as refused:
        say(request, sentence(refused), kind="bad")
    else:
        say(
            request,
            ngettext("%d screening changed its prices.", "%d screenings changed their prices.", moved)
            % moved,
        )
    return see(here.url())


@require_http_methods(["GET", "HEAD", "POST"])
@requires("change_sold")
def sold(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Screenings on sale: choose those whose next seats are sold at another version. Seats held or sold keep theirs."""
    here = list_here(staff, cinema, list)
    refused = ""
    if request.method == "POST":
        wanted = behind(here.row.id) if request.POST.get("all") else _chosen(request, here)
        try:
            count = sum(
                booking.change_price_list(ids, version=version, actor=staff.user, actor_label="staff")
                for version, ids in wanted.items()
            )
        except BookingError as problem:
            refused = say_booking(problem, language=get_language() or "fr")
        else:
            if wanted:
                say(request, _changed(count))
                return see(here.url("price_sold"))
            refused = _("Choose at least one screening, and the version to sell it at.")
    facts: dict[str, object] = {
        "found": sold_page(here.row.id, since=_instant(request.GET.get("since", ""))),
        "versions": versions_of(here.row, zone=here.cinema.zone),
        "uses": uses_of(here.row.id),
        "refused": refused,
        "chosen": set(request.POST.getlist("screening")),
    }
    return page(request, "sold.html", facts, staff=staff, here=here, status=422 if refused else 200)


def _chosen(request: HttpRequest, here: Here) -> dict[int, builtins.list[int]]:
    """The version chosen, of a list of this cinema, and the screenings ticked, of this list."""
    versions = PriceListVersion.objects.filter(price_list__cinema_id=here.cinema.id)
    version = versions.filter(id=_number(request.POST.get("version", ""))).first()
    ticked = [_number(each) for each in request.POST.getlist("screening")]
    ids = [*on_sale(here.row.id).filter(id__in=ticked).values_list("id", flat=True)]
    return {version.id: ids} if version is not None and ids else {}


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _changed(count: int) -> str:
    words = ngettext(
        "%d screening sells its next seats at this version. Seats held or sold keep their price.",
        "%d screenings sell their next seats at this version. Seats held or sold keep their price.",
        count,
    )
    return words % count


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
