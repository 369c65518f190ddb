"""The list of films: its columns and its filters."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.films.forms.film import CLASSES
from ouvreuse.catalogue.models import Film, FilmVersion
from ouvreuse.kernel import clock, text
from ouvreuse.programme.models import Screening
from ouvreuse.ui.tables import Column, Listing
from ouvreuse.ui.templatetags.ui_tags import age_badge, duration, full_day

LACKS = {
    "runtime": (gettext_lazy("running time"), Q(runtime_min=None)),
    "poster": (gettext_lazy("poster"), Q(poster=None)),
    "visa": (gettext_lazy("visa"), Q(visa_number="", kind="film")),
    "version": (gettext_lazy("version"), ~Q(id__in=FilmVersion.objects.values("film_id"))),
}
LABELS = {
    "art_house": gettext_lazy("Art et Essai"),
    "research": gettext_lazy("Recherche et Découverte"),
    "heritage": gettext_lazy("Patrimoine et Répertoire"),
    "young": gettext_lazy("Jeune Public"),
}


class Filters(forms.Form):
    """What narrows the list."""

    q = forms.CharField(
        required=False, label=gettext_lazy("Title or visa"), widget=forms.TextInput(attrs={"type": "search"})
    )
    classification = forms.ChoiceField(
        required=False, label=gettext_lazy("Classification"), choices=[("", "–"), *CLASSES]
    )
    label = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Label"),
        choices=[("", "–"), *LABELS.items()],
    )
    lacks = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Without"),
        choices=[("", "–"), *((key, name) for key, (name, _rows) in LACKS.items())],
    )


def film_list(asked: QueryDict, *, zone: str) -> Listing:
    """The list as the address asks for it."""
    form = Filters(asked)
    form.is_valid()
    return Listing(
        asked,
        name="films",
        columns=_columns(),
        rows=_rows(form.cleaned_data),
        order=("sort_key", "id"),
        zone=zone,
        filters=form,
        empty=_("No film yet: add one, fetch one from TMDB or import a file."),
    )


def _rows(wanted: dict[str, Any]) -> QuerySet[Film]:
    rows = Film.objects.select_related("distributor")
    if words := wanted.get("q"):
        key = text.title_key(words)
        named = Q(original_title__icontains=words) | Q(visa_number=words.replace(" ", ""))
        rows = rows.filter(named | Q(sort_key__contains=key) if key else named)
    if wanted.get("classification"):
        rows = rows.filter(classification=wanted["classification"])
    if wanted.get("label"):
        rows = rows.filter(**{wanted["label"]: True})
    if wanted.get("lacks"):
        rows = rows.filter(LACKS[wanted["lacks"]][1])
    coming = Screening.objects.filter(film=OuterRef("pk"), starts_at__gte=clock.now()).exclude(
        state=Screening.State.CANCELLED
    )
    versions = FilmVersion.objects.filter(film=OuterRef("pk"), retired_at=None).order_by().values("film")
    return rows.annotate(
        next_at=Subquery(coming.order_by("starts_at").values("starts_at")[:1]),
        versions_count=Subquery(versions.annotate(count=Count("id")).values("count")),
    )


def day_column(key: str, title: str, field: str, *, sorted_by: bool = True) -> Column:
    """A column of days, sorted by their field."""
    return Column(
        key,
        title,
        attrgetter(field),
        show=lambda row: full_day(getattr(row, field)),
        order=(field,) if sorted_by else (),
    )


def _columns() -> list[Column]:
    return [
        Column(
            "title",
            _("Title"),
            lambda film: film.title,
            order=("sort_key",),
            link=lambda film: reverse("backoffice:film", args=[film.id]),
        ),
        Column("original", _("Original title"), lambda film: film.original_title, chosen=False),
        day_column("released", _("Release"), "released_on"),
        Column("year", _("Year"), lambda film: film.year, number=True, chosen=False),
        Column(
            "runtime",
            _("Running time"),
            lambda film: film.runtime_min,
            show=lambda film: duration(film.runtime_min) or _("not known"),
            number=True,
        ),
        Column(
            "class",
            _("Class"),
            lambda film: film.classification,
            show=lambda film: age_badge(film.classification, film.warning) or "TP",
        ),
        Column("visa", _("Visa"), lambda film: film.visa_number),
        Column(
            "distributor", _("Distributor"), lambda film: film.distributor.name if film.distributor else ""
        ),
        Column("versions", _("Versions"), lambda film: film.versions_count or 0, number=True),
        Column("next", _("Next screening"), lambda film: film.next_at),
        Column("kind", _("Kind"), lambda film: film.get_kind_display(), chosen=False),
        Column("poster", _("Poster"), lambda film: film.poster_id is not None, chosen=False),
        *(Column(key, name, attrgetter(key), chosen=False) for key, name in LABELS.items()),
        Column("isan", "ISAN", lambda film: film.isan, chosen=False),
        Column("tmdb", "TMDB", lambda film: film.tmdb_id, chosen=False),
    ]
