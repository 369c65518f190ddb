"""The next version of a list while it is written by one person or several."""

from __future__ import annotations

import builtins
import json
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.prices.forms.item import Around, ItemForm
from ouvreuse.backoffice.prices.forms.items import FORMS, PLACES
from ouvreuse.backoffice.prices.forms.lists import PublishForm
from ouvreuse.backoffice.prices.presenters.films import find_film, titles_in
from ouvreuse.backoffice.prices.presenters.lists import versions_of
from ouvreuse.backoffice.prices.presenters.screenings import uses_of
from ouvreuse.backoffice.prices.presenters.table import table_of
from ouvreuse.backoffice.prices.terms.words import changes_in_words
from ouvreuse.backoffice.prices.views.places import Here, list_here, page, sentence
from ouvreuse.backoffice.shell.notices import Undo, say, see
from ouvreuse.pricing import actions
from ouvreuse.pricing.errors import DraftMoved, DraftUnknown, PriceListInvalid, PricingError
from ouvreuse.pricing.models import PriceList
from ouvreuse.pricing.queries import DraftView, draft_of, price_list_version
from ouvreuse.pricing.rules import PriceListVersion, differences, item_from_json, item_to_json
from ouvreuse.pricing.rules.differences import Item
from ouvreuse.programme.actions import apply_prices
from ouvreuse.venues.models import Screen

CONFLICT, WRONG = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_prices")
def draft(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Read the draft; POST begins one, from the version asked for or the one that serves."""
    here = list_here(staff, cinema, list)
    if request.method == "POST":
        return _begin(request, staff, here)
    try:
        found = draft_of(here.row.id)
    except DraftUnknown:
        return see(here.url())
    return _draft_page(request, staff, here, found)


def _begin(request: HttpRequest, staff: Staff, here: Here) -> HttpResponse:
    versions = versions_of(here.row, zone=here.cinema.zone)
    asked = request.POST.get("version", "")
    start = next((each for each in versions if str(each.number) == asked), None)
    start = start or (versions[0] if versions else None)
    if start is None:
        return see(here.url("price_draft"))
    try:
        fresh = actions.start_draft(here.row.id, content=price_list_version(start.id), actor=staff.user)
    except PriceListInvalid as refused:
        say(request, sentence(refused), kind="bad")
        return see(here.url())
    if not fresh:
        say(
            request,
            _("This list is already being prepared: here is what has been written so far."),
            kind="info",
        )
    return see(here.url("price_draft"))


def _draft_page(
    request: HttpRequest,
    staff: Staff,
    here: Here,
    found: DraftView,
    *,
    form: PublishForm | None = None,
    status: int = 200,
    moved: bool = False,
) -> HttpResponse:
    versions = versions_of(here.row, zone=here.cinema.zone)
    newest = next((each for each in versions if each.serving), versions[0] if versions else None)
    before = price_list_version(newest.id) if newest else None
    titles = titles_in(found.content, *([before] if before else []))
    changes = differences(before, found.content) if before else []
    facts: dict[str, object] = {
        "draft": found,
        "zone": here.cinema.zone,
        "table": table_of(found.content, titles),
        "before": newest,
        "changes": changes_in_words(changes, lambda name: titles.get(name, name)) if before else None,
        "coming": [each for each in versions if each.coming],
        "uses": uses_of(here.row.id),
        "form": form or PublishForm(initial={"counter": found.counter}, zone=here.cinema.zone),
        "moved": moved,
    }
    return page(request, "draft.html", facts, staff=staff, here=here, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_prices")
def item(request: HttpRequest, *, staff: Staff, cinema: str, list: str, kind: str, code: str) -> HttpResponse:
    """A rate, a supplement or a fee of the draft; ``new`` for one more."""
    here = list_here(staff, cinema, list)
    if kind not in FORMS:
        raise Http404
    if request.method != "POST":
        return _shown(request, staff, here, kind, code)
    try:
        form, status = _revised(request, staff, here, kind, code)
    except DraftUnknown as gone:
        say(request, sentence(gone), kind="warn")
        return see(here.url())
    if form is None:
        return see(here.url("price_draft"))
    return _item_page(request, staff, here, form, status)


def _shown(request: HttpRequest, staff: Staff, here: Here, kind: str, code: str) -> HttpResponse:
    try:
        content = draft_of(here.row.id).content
    except DraftUnknown:
        return see(here.url())
    known = _named(content, kind, code)
    if known is None and code != "new":
        return see(here.url("price_draft"))
    return _item_page(request, staff, here, FORMS[kind](around=_around(here, content), item=known), 200)


@transaction.atomic
def _revised(
    request: HttpRequest, staff: Staff, here: Here, kind: str, code: str
) -> tuple[ItemForm | None, int]:
    """The posted form over the draft, which is locked; the form again with its status, or None when it was saved."""
    PriceList.objects.select_for_update().get(id=here.row.id)  # as the verbs do: the list first
    content = draft_of(here.row.id).content
    known = _named(content, kind, code)
    form = FORMS[kind](request.POST, around=_around(here, content), item=known)
    if known is None and code != "new":
        form = FORMS[kind](_with_code(request, code), around=_around(here, content), item=None)
        form.is_valid()
        form.add_error(
            None, _("A colleague took this out meanwhile. What you typed is kept: save again to put it back.")
        )
        return form, CONFLICT
    if not form.is_valid():
        return form, CONFLICT if form.conflicts else WRONG
    try:
        made = form.build()
        actions.save_draft(
            here.row.id, change=lambda now: with_item(now, kind, made, replacing=known), actor=staff.user
        )
    except PriceListInvalid as refused:
        form.tell(refused)
        return form, WRONG
    say(
        request,
        _("“%s” is written in the draft. It is sold as soon as the list is published.")
        % made.label.text("fr"),
    )
    return None, 200


def _with_code(request: HttpRequest, code: str) -> Any:
    posted = request.POST.copy()
    posted["code"], posted["seen"] = code, ""
    return posted


def with_item(
    content: PriceListVersion, kind: str, made: Item, *, replacing: Item | None
) -> PriceListVersion:
    """The list with the item at the place of another, or at the end. Raises ``PriceListInvalid``."""
    place = PLACES[kind]
    items = [made if each is replacing or each == replacing else each for each in getattr(content, place)]
    if replacing is None:
        items.append(made)
    changed: dict[str, Any] = {place: tuple(items)}
    return replace(content, **changed)


def _named(content: PriceListVersion, kind: str, code: str) -> Item | None:
    return next((each for each in getattr(content, PLACES[kind]) if each.code == code), None)


def _around(here: Here, content: PriceListVersion) -> Around:
    formats = {
        name
        for names in Screen.objects.filter(cinema_id=here.cinema.id).values_list("formats", flat=True)
        for name in names
    }
    return Around(content, titles_in(content), find_film, tuple(sorted(formats)))


def _item_page(request: HttpRequest, staff: Staff, here: Here, form: ItemForm, status: int) -> HttpResponse:
    sections = [
        (title, [form[name] for name in names if name in form.fields])
        for title, names in form.sections  # type: ignore[attr-defined]
    ]
    facts: dict[str, object] = {"form": form, "sections": sections, "kind": form.kind, "item": form.item}
    return page(request, "item.html", facts, staff=staff, here=here, status=status)


@require_POST
@requires("edit_prices")
def remove_item(
    request: HttpRequest, *, staff: Staff, cinema: str, list: str, kind: str, code: str
) -> HttpResponse:
    """Take an item out of the draft."""
    here = list_here(staff, cinema, list)
    if kind not in FORMS:
        raise Http404
    gone: builtins.list[Item | None] = []

    def without(now: PriceListVersion) -> PriceListVersion:
        known = _named(now, kind, code)
        gone.append(known)
        kept: dict[str, Any] = {
            PLACES[kind]: tuple(each for each in getattr(now, PLACES[kind]) if each != known)
        }
        return replace(now, **kept)

    try:
        actions.save_draft(here.row.id, change=without, actor=staff.user)
    except PriceListInvalid as refused:
        say(request, _why_it_stays(refused), kind="bad")
        return see(here.url("price_draft"))
    except DraftUnknown as missing:
        say(request, sentence(missing), kind="warn")
        return see(here.url())
    if gone[0] is not None:
        undo = Undo(here.url("price_put_back", kind=kind), {"item": json.dumps(item_to_json(gone[0]))})
        say(request, _("“%s” is taken out of the draft.") % gone[0].label.text("fr"), undo=undo)
    return see(here.url("price_draft"))


def _why_it_stays(refused: PriceListInvalid) -> str:
    if refused.facts["problem"] == "companions_of":
        return _("“%s” is the companion of this rate: change that first.") % refused.facts["path"]
    return _("A list has at least one rate.")


@require_POST
@requires("edit_prices")
def put_back(request: HttpRequest, *, staff: Staff, cinema: str, list: str, kind: str) -> HttpResponse:
    """Put an item back that was just taken out."""
    here = list_here(staff, cinema, list)
    if kind not in FORMS:
        raise Http404
    try:
        made = item_from_json(kind, json.loads(request.POST.get("item", "")))
        actions.save_draft(
            here.row.id, change=lambda now: with_item(now, kind, made, replacing=None), actor=staff.user
        )
    except (ValueError, PricingError):
        say(request, _("It could not be put back: the draft has changed."), kind="bad")
    return see(here.url("price_draft"))


@require_POST
@requires("edit_prices")
def publish(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Make the draft the next version."""
    here = list_here(staff, cinema, list)
    form = PublishForm(request.POST, zone=here.cinema.zone)
    if not form.is_valid():
        return _again(request, staff, here, form, WRONG)
    try:
        moved = _published(form, staff, here)
    except DraftMoved:
        return _again(request, staff, here, None, CONFLICT, moved=True)
    except DraftUnknown as gone:
        say(request, sentence(gone), kind="warn")
        return see(here.url())
    except PricingError as refused:
        form.add_error(None, sentence(refused))
        return _again(request, staff, here, form, WRONG)
    words = _("The list is published.")
    if moved:
        told = (
            ngettext("%d screening never on sale gets it.", "%d screenings never on sale get it.", moved)
            % moved
        )
        words = f"{words} {told}"
    say(request, words)
    return see(here.url())


@transaction.atomic
def _published(form: PublishForm, staff: Staff, here: Here) -> int:
    said = form.cleaned_data
    actions.publish_draft(
        here.row.id,
        counter=said["counter"],
        valid_from=form.valid_from,
        actor=staff.user,
        actor_label="staff",
    )
    if not said["apply"] or here.row.retired_at is not None:
        return 0
    return apply_prices(here.row.id, actor=staff.user, actor_label="staff")


def _again(
    request: HttpRequest,
    staff: Staff,
    here: Here,
    form: PublishForm | None,
    status: int,
    *,
    moved: bool = False,
) -> HttpResponse:
    try:
        found = draft_of(here.row.id)
    except DraftUnknown:
        return see(here.url())
    return _draft_page(request, staff, here, found, form=form, status=status, moved=moved)


@require_POST
@requires("edit_prices")
def discard(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """Throw the draft away, once it is said which one was read."""
    here = list_here(staff, cinema, list)
    counter = request.POST.get("counter", "")
    try:
        actions.discard_draft(
            here.row.id, counter=int(counter) if counter.isdecimal() and len(counter) < 9 else 0,
            actor=staff.user, actor_label="staff",
        )  # fmt: skip
    except DraftMoved:
        return _again(request, staff, here, None, CONFLICT, moved=True)
    except DraftUnknown as gone:
        say(request, sentence(gone), kind="warn")
        return see(here.url())
    say(request, _("The draft is thrown away; prices stay as they are."))
    return see(here.url())
