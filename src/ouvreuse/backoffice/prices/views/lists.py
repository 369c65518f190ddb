"""The price lists of a cinema: all of them, a new one, one with its versions."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.prices.forms.lists import DEFAULTS, NameForm, NewListForm
from ouvreuse.backoffice.prices.presenters.export import header, item_rows
from ouvreuse.backoffice.prices.presenters.films import titles_in
from ouvreuse.backoffice.prices.presenters.lists import lists_of, sources_for, versions_of
from ouvreuse.backoffice.prices.presenters.screenings import uses_of
from ouvreuse.backoffice.prices.presenters.table import table_of
from ouvreuse.backoffice.prices.terms.words import changes_in_words
from ouvreuse.backoffice.prices.views.places import SECTION, Here, list_here, page, sentence
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, say, see
from ouvreuse.pricing import actions
from ouvreuse.pricing.errors import PriceListInvalid, PriceListTaken, PricingError
from ouvreuse.pricing.models import PriceListDraft
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import PriceListVersion as Content
from ouvreuse.pricing.rules import differences, french_defaults
from ouvreuse.ui.tables import FORMATS, export_response
from ouvreuse.venues.queries import CinemaView


@require_safe
@requires("see_prices")
def lists(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponseBase:
    """The lists of a cinema."""
    place = cinema_here(staff, cinema)
    listing = lists_of(request.GET, place)
    if listing.export is not None:
        return listing.export
    facts = {"listing": listing, "place": place, "may_edit": staff.rights.may("edit_prices", cinema=place.id)}
    return show(request, "backoffice/prices/lists.html", facts, staff=staff, cinema=place, section=SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_prices")
def new_list(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """A new list: it begins as a draft."""
    place = cinema_here(staff, cinema)
    sources = sources_for(staff, place)
    form = NewListForm(request.POST if request.method == "POST" else None, sources=sources)
    if request.method == "POST" and form.is_valid():
        try:
            code = _create(form, place, staff)
        except PriceListTaken as taken:
            form.add_error("code", sentence(taken))
        except PriceListInvalid:
            words = _(
                "A rate of that list is bound to school holidays, and none are written for this cinema’s zone."
            )
            form.add_error("source", words)
        else:
            say(request, _("The list is begun: read its rates, then publish it."))
            return see(reverse("backoffice:price_draft", kwargs={"cinema": place.slug, "list": code}))
    status = 422 if form.is_bound else 200
    return show(
        request, "backoffice/prices/new.html", {"form": form, "place": place},
        staff=staff, cinema=place, section=SECTION, status=status,
    )  # fmt: skip


@transaction.atomic
def _create(form: NewListForm, place: CinemaView, staff: Staff) -> str:
    said = form.cleaned_data
    source = said["source"]
    content = (
        french_defaults(0, full_cents=said["full"]) if source == DEFAULTS else price_list_version(int(source))
    )
    made = actions.create_price_list(
        said["code"], cinema=place.id, name=said["name"], actor=staff.user, actor_label="staff"
    )
    actions.start_draft(made, content=content, actor=staff.user)
    return str(said["code"])


@require_safe
@requires("see_prices")
def price_list(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponseBase:
    """One list: what it says now, what is coming, its versions, its draft."""
    here = list_here(staff, cinema, list)
    versions = versions_of(here.row, zone=here.cinema.zone)
    now = next((each for each in versions if each.serving), None)
    content = price_list_version(now.id) if now else None
    if content is not None and request.GET.get("export") in FORMATS:
        return _export(request.GET["export"], here, content)
    facts: dict[str, object] = {
        "versions": versions,
        "serving": now,
        "coming": [each for each in versions if each.coming],
        "table": table_of(content, titles_in(content)) if content else None,
        "draft": PriceListDraft.objects.filter(price_list=here.row).select_related("edited_by").first(),
        "uses": uses_of(here.row.id) if now else None,
        "form": NameForm(initial={"name": here.row.name}),
        "exports": [(each.upper(), f"?export={each}") for each in FORMATS],
    }
    return page(request, "list.html", facts, staff=staff, here=here)


def _export(format: str, here: Here, content: Content) -> HttpResponseBase:
    return export_response(
        format, name=f"{here.cinema.slug}-{here.row.code}", header=header(), rows=item_rows(content),
        zone=ZoneInfo(here.cinema.zone),
    )  # fmt: skip


@require_safe
@requires("see_prices")
def version(request: HttpRequest, *, staff: Staff, cinema: str, list: str, number: int) -> HttpResponseBase:
    """One version, and what changed from another one (by default the one before)."""
    here = list_here(staff, cinema, list)
    versions = versions_of(here.row, zone=here.cinema.zone)
    shown = next((each for each in versions if each.number == number), None)
    if shown is None:
        if number == 1:  # a list that was never published
            return see(here.url())
        raise Http404
    content = price_list_version(shown.id)
    asked = request.GET.get("with", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 9 else number - 1
    other = next((each for each in versions if each.number == wanted and each is not shown), None)
    before = price_list_version(other.id) if other else None
    if request.GET.get("export") in FORMATS:
        return _export(request.GET["export"], here, content)
    titles = titles_in(content, *([before] if before else []))
    facts: dict[str, object] = {
        "shown": shown,
        "other": other,
        "others": [each for each in versions if each is not shown],
        "table": table_of(content, titles),
        "changes": changes_in_words(differences(before, content), lambda slug: titles.get(slug, slug))
        if before
        else None,
        "exports": [(each.upper(), f"?export={each}") for each in FORMATS],
    }
    return page(request, "version.html", facts, staff=staff, here=here)


@require_POST
@requires("edit_prices")
def rename(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Another name."""
    here = list_here(staff, cinema, list)
    form = NameForm(request.POST)
    if not form.is_valid():
        return page(request, "name.html", {"form": form}, staff=staff, here=here, status=422)
    name = form.cleaned_data["name"]
    before = actions.rename_price_list(here.row.id, name=name, actor=staff.user, actor_label="staff")
    if before != name:
        undo = Undo(here.url("price_rename"), {"name": before})
        say(request, _("The list is now called “%s”.") % name, undo=undo)
    return see(here.url())


@require_POST
@requires("edit_prices")
def retire(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Plan no more with this list, or again."""
    here = list_here(staff, cinema, list)
    back = bool(request.POST.get("back"))
    verb = actions.restore_price_list if back else actions.retire_price_list
    try:
        verb(here.row.id, actor=staff.user, actor_label="staff")
    except PricingError as refused:
        say(request, sentence(refused), kind="bad")
    else:
        words = (
            _("The list is in use again.")
            if back
            else _("The list is retired: no screening is planned with it any more.")
        )
        say(request, words, undo=Undo(here.url("price_retire"), {} if back else {"back": "1"}))
    return see(here.url())
