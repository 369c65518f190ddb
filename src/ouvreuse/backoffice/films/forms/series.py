"""The form of a cycle: its words, its days, its films, its evenings with guests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.films.forms.fields import WordsField
from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.catalogue.models import Film, Series, SeriesFilm
from ouvreuse.kernel import text


class SeriesForm(EditForm):
    """A cycle, festival or series of evenings."""

    first_on = DayField(required=False, label=gettext_lazy("From"))
    last_on = DayField(required=False, label=gettext_lazy("To"))
    titles = WordsField(
        each=200,
        lines=True,
        label=gettext_lazy("Films"),
        help_text=gettext_lazy("One title per line, in the order of the cycle."),
    )

    class Meta:
        model = Series
        fields = ["title_fr", "title_en", "guests", "first_on", "last_on", "text_fr", "text_en"]
        labels = {
            "title_fr": gettext_lazy("Title in French"),
            "title_en": gettext_lazy("Title in English"),
            "guests": gettext_lazy("Guests"),
            "text_fr": gettext_lazy("Text in French"),
            "text_en": gettext_lazy("Text in English"),
        }
        widgets = {
            "text_fr": forms.Textarea(attrs={"rows": 4, "lang": "fr"}),
            "text_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        series = kwargs.get("instance")
        if series is not None:
            titles = SeriesFilm.objects.filter(series=series).order_by("rank", "id")
            kwargs["initial"] = {"titles": list(titles.values_list("film__title", flat=True))}
        super().__init__(*args, **kwargs)
        self.fields["titles"].widget.attrs |= {"rows": 8}
        self.films: list[int] = []

    def clean(self) -> dict[str, Any]:
        """Films found by their titles; days in order."""
        cleaned = super().clean()
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("It would end before it begins."))
        if "titles" in cleaned:
            self.films = self._found(cleaned["titles"])
        return cleaned

    def _found(self, titles: list[str]) -> list[int]:
        keys = [text.title_key(title) for title in titles]
        known: dict[str, list[tuple[int, str]]] = {}
        mine = set(self.instance.entries.values_list("film_id", flat=True)) if self.instance.pk else set()
        for film, key, title in Film.objects.filter(sort_key__in=keys).values_list("id", "sort_key", "title"):
            known.setdefault(key, []).append((film, title))
        found = []
        for title, key in zip(titles, keys, strict=True):
            rows = known.get(key, [])
            chosen = [film for film, _name in rows if film in mine] or [film for film, _name in rows]
            if not chosen:
                self.add_error("titles", _("No film is called “%(title)s”.") % {"title": title[:60]})
            elif len(chosen) > 1:
                self.add_error(
                    "titles",
                    _("Several films are called “%(title)s”: make one of them first.") % {"title": title},
                )
            else:
                found.append(chosen[0])
        return list(dict.fromkeys(found))

    def save(self, commit: bool = True) -> Series:
        """With its films and, when it is new, its address."""
        series: Series = self.instance
        if series.pk is None:
            series.slug = _address(series.title_fr)
        super().save(commit)
        SeriesFilm.objects.filter(series=series).delete()
        SeriesFilm.objects.bulk_create(
            SeriesFilm(series=series, film_id=film, rank=rank) for rank, film in enumerate(self.films)
        )
        return series


def _address(title: str) -> str:
    stem = text.slug(title, length=100)
    taken = set(Series.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
