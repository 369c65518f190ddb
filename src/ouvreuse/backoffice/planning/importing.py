"""A sheet dropped on the page: what it would change, line by line; then its good lines as drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.changing import refusal_words
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.presenters import sold_page
from ouvreuse.backoffice.planning.views import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.backoffice.shell.notices import see
from ouvreuse.booking.actions import import_week
from ouvreuse.booking.rules.importing import ImportedLine, ImportReport
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.programme.errors import ProgrammeError
from ouvreuse.programme.models import DroppedSheet
from ouvreuse.programme.rules import Change, listing_day
from ouvreuse.programme.words import fields as field_names
from ouvreuse.programme.words import say
from ouvreuse.ui.templatetags.ui_tags import short_day

MOST_BYTES = 2 * 1024 * 1024
WRITTEN = (Change.NEW, Change.CHANGED)


class SheetForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("The sheet"),
        help_text=gettext_lazy(
            "XLSX, CSV or JSON, 2 MB at most. Nothing is written before you have seen what changes."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.json"}),
    )

    def clean_file(self) -> UploadedFile:
        """Not too big."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is too big: 2 MB at most."))
        return file


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet and what becomes of it."""

    line: int
    change: str
    name: str
    when: str
    screen: str
    film: str
    words: str
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan_programme")
def sheet(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Drop a sheet; then see the difference it makes, as the programme stands now."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    if request.method != "POST":
        kept = DroppedSheet.objects.filter(cinema=place.cinema.id, user=staff.user).first()
        return _page(request, place, staff, SheetForm(), kept)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, place, staff, form, None, status=422)
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        report = _rehearse(content, place)
    except ProgrammeError as refusal:
        form.add_error("file", refusal_words(refusal, place))
        return _page(request, place, staff, form, None, status=422)
    DroppedSheet.objects.filter(cinema=place.cinema.id, user=staff.user).delete()
    DroppedSheet.objects.create(
        cinema_id=place.cinema.id,
        user_id=staff.user,
        name=file.name[:200],
        content=content,
        dropped_at=clock.now(),
    )
    return see(_of_first(place, report).page("planning_sheet"))


@require_POST
@requires("plan_programme")
def take(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Write the good lines as drafts; those whose screen is taken wait beside the grid."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    kept = DroppedSheet.objects.filter(cinema=place.cinema.id, user=staff.user).first()
    if kept is None or not kept.content:
        notices = [{"kind": "bad", "text": _("There is no sheet to take: drop it first.")}]
        return _page(request, place, staff, SheetForm(), None, status=422, notices=notices)
    try:
        report = import_week(
            bytes(kept.content),
            cinema=place.cinema.slug,
            as_drafts=True,
            leave_out=True,
            actor=staff.user,
            actor_label="staff",
        )
    except ProgrammeError as refusal:
        notices = [{"kind": "bad", "text": refusal_words(refusal, place)}]
        return _page(request, place, staff, SheetForm(), kept, status=422, notices=notices)
    clashing = [line for line in report.lines if line.change == Change.CLASH]
    kept.left = [_waiting(line) for line in clashing]
    kept.content = b""
    kept.save(update_fields=["left", "content"])
    tell(request, _taken(report, len(clashing)), kind="warn" if clashing else "good")
    return see(f"{_of_first(place, report).url}{'#to-place' if clashing else ''}")


def _rehearse(content: bytes, place: Place) -> ImportReport:
    return import_week(content, cinema=place.cinema.slug, dry_run=True, as_drafts=True, leave_out=True)


def _of_first(place: Place, report: ImportReport) -> Place:
    """The week of the first screening of the sheet."""
    if not report.lines:
        return place
    first = min(line.local_start for line in report.lines)
    return place.at(CinemaWeek.of_day(listing_day(first)))


def _waiting(line: ImportedLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "version": line.version_id,
        "film": f"{line.film}, {line.version}",
        "screen": line.screen_id,
        "screen_name": line.screen,
        "day": listing_day(line.local_start).isoformat(),
        "time": f"{line.local_start:%Hh%M}",
    }


def _taken(report: ImportReport, clashing: int) -> str:
    counts = report.counts
    words = _("Taken: %(new)s new, %(changed)s changed.") % {
        "new": counts["new"],
        "changed": counts["changed"],
    }
    if clashing:
        waits = ngettext(
            "%(n)s line waits to be placed below the grid.",
            "%(n)s lines wait to be placed below the grid.",
            clashing,
        )
        words += " " + waits % {"n": clashing}
    return words


def names() -> dict[str, str]:
    """What becomes of a line."""
    return {
        "new": _("new"),
        "changed": _("changed"),
        "clash": _("clash"),
        "sold": _("sold: untouched"),
        "refused": _("refused"),
        "unread": _("not understood"),
        "same": _("same"),
    }


def _rows(report: ImportReport, place: Place) -> list[Row]:
    """Every line that is not the same, those to look at first."""
    said = names()
    language = get_language() or "fr"
    why: dict[int, list[str]] = {}
    for fault in report.faults:
        where = f"{fault.column} – " if fault.column else ""
        why.setdefault(fault.line, []).append(where + say(fault.code, fault.facts, language=language))
    rows = [_row(line, why, said, place) for line in report.lines if line.change != Change.SAME]
    known = {line.line for line in report.lines}
    rows += [
        Row(line, "unread", said["unread"], "", "", "", "; ".join(words), "")
        for line, words in why.items()
        if line not in known
    ]
    order = ["unread", "refused", "clash", "sold", "changed", "new"]
    return sorted(rows, key=lambda row: (order.index(row.change), row.line))


def _row(line: ImportedLine, why: dict[int, list[str]], said: dict[str, str], place: Place) -> Row:
    words = list(why.get(line.line, []))
    change = line.change
    if line.fields and change == Change.CHANGED:
        words.append(field_names(line.fields, language=get_language() or "fr"))
        if line.on_sale:
            words.append(_("on sale: visitors see it at once"))
    if words and change == Change.NEW:
        change = Change.REFUSED.value
    return Row(
        line.line,
        change,
        said[change],
        f"{short_day(listing_day(line.local_start))} {line.local_start:%H:%M}",
        line.screen,
        f"{line.film}, {line.version}",
        "; ".join(words),
        sold_page(place, line.screening) if line.screening and change == Change.SOLD else "",
    )


def _counts(rows: Iterable[Row], report: ImportReport) -> list[tuple[str, int]]:
    rows = list(rows)
    found = [(name, sum(row.change == key for row in rows)) for key, name in names().items() if key != "same"]
    return [each for each in [*found, (names()["same"], report.counts["same"])] if each[1]]


def _page(
    request: HttpRequest,
    place: Place,
    staff: Staff,
    form: SheetForm,
    kept: DroppedSheet | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    facts: dict[str, Any] = {"place": place, "form": form, "take_url": place.act("planning_take"), **more}
    if kept is not None and kept.content:
        try:
            report = _rehearse(bytes(kept.content), place)
        except ProgrammeError as refusal:  # the cinema has changed since the sheet was dropped
            facts["notices"] = [{"kind": "bad", "text": refusal_words(refusal, place)}]
        else:
            rows = _rows(report, place)
            facts |= {"kept": kept, "rows": rows, "counts": _counts(rows, report), "ignored": report.ignored}
            facts["good"] = sum(row.change in WRITTEN for row in rows)
    template = "backoffice/planning/sheet.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)
