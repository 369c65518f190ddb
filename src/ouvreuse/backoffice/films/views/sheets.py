"""Films from a file: see what it changes, then import it."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.views.films import READ, SECTION, may
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking.actions import import_films
from ouvreuse.booking.rules.importing import FilmReport
from ouvreuse.programme.errors import ProgrammeError
from ouvreuse.programme.words import fields
from ouvreuse.programme.words import say as words
from ouvreuse.ui.uploads import refused

MOST_KEPT = 500_000
"""Bytes of a file that the page itself carries from the preview to the import; a larger one is chosen again."""


class FileForm(forms.Form):
    """A file of films."""

    file = forms.FileField(
        required=False,
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX, CSV or JSON, at most 10 MB. Only a column of titles is needed."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json,.txt"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def data_sent(self) -> bytes:
        """The bytes of the file, or those the page carried."""
        if self.cleaned_data.get("file"):
            data: bytes = self.cleaned_data["file"].read()
            return data
        try:
            return base64.b64decode(self.cleaned_data.get("kept", ""), validate=True)
        except ValueError:
            return b""


@require_http_methods(READ)
@requires("edit_films")
def film_import(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """The file, what it changes, and the import."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    facts: dict[str, Any] = {"form": form, **may(staff)}
    status = 200
    if request.method == "POST":
        status = 422
        data = form.data_sent() if form.is_valid() else b""
        if refused(request):
            form.add_error("file", _("This file is too long."))
        elif not data:
            form.add_error("file", _("Choose a file."))
        else:
            try:
                report = import_films(data, dry_run="import" not in request.POST, actor=staff.user)
            except ProgrammeError as wrong:
                form.add_error("file", words(wrong.code, wrong.facts, language=get_language() or "fr"))
            else:
                if not report.dry_run and not report.faults:
                    return _done(request, report)
                facts |= _shown(report, data)
                status = 422 if report.faults else 200
    return show(request, "backoffice/films/import.html", facts, staff=staff, section=SECTION, status=status)


def _done(request: HttpRequest, report: FilmReport) -> HttpResponse:
    counts = report.counts
    text = _("Imported: %(new)s new, %(changed)s changed, %(same)s as they were.") % counts
    say(request, text)
    return see(reverse("backoffice:films"))


def _shown(report: FilmReport, data: bytes) -> dict[str, Any]:
    language = get_language() or "fr"
    return {
        "report": report,
        "counts": report.counts,
        "lines": [
            (line, fields(line.fields, language=language)) for line in report.lines if line.change != "same"
        ],
        "faults": [(fault, words(fault.code, fault.facts, language=language)) for fault in report.faults],
        "kept": base64.b64encode(data).decode() if len(data) <= MOST_KEPT else "",
    }
