"""The form of a version: facts are typed, the label is built."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.films.forms.fields import said
from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.catalogue.errors import VersionExists
from ouvreuse.catalogue.models import Film, FilmVersion
from ouvreuse.catalogue.rules import version_label
from ouvreuse.programme.rules import FORMATS
from ouvreuse.programme.rules.versions import LANGUAGES
from ouvreuse.ui.templatetags.ui_tags import language_name


def languages() -> list[tuple[str, str]]:
    """Languages heard in cinemas, by their name in the page's language; the usual ones first."""
    codes = sorted(set(LANGUAGES.values()) - {"zxx"}, key=language_name)
    first = [code for code in ("fr", "en") if code in codes]
    rest = [code for code in codes if code not in first]
    return [(code, language_name(code)) for code in [*first, *rest, "zxx", "und"]]


class VersionForm(EditForm):
    """A version of a film. What was announced in it stays as it was announced: then its facts are shown only."""

    audio = forms.ChoiceField(label=gettext_lazy("Language heard"))
    original = forms.BooleanField(
        required=False,
        label=gettext_lazy("Original version"),
        help_text=gettext_lazy("Not ticked: dubbed. The weekly return tells them apart."),
    )
    subtitles = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Subtitles"),
        widget=forms.CheckboxSelectMultiple,
    )
    captions = forms.BooleanField(
        required=False, label=gettext_lazy("Captions for the deaf and hard of hearing (SME)")
    )
    audio_description = forms.BooleanField(required=False, label=gettext_lazy("Audio description"))
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=[(name, name) for name in FORMATS])

    class Meta:
        model = FilmVersion
        fields = ["audio", "original", "subtitles", "captions", "audio_description", "format"]

    def __init__(self, *args: Any, film: Film, **kwargs: Any) -> None:
        self.film = film
        super().__init__(*args, **kwargs)
        known = languages()
        spoken: Any = self.fields["audio"]
        read: Any = self.fields["subtitles"]
        spoken.choices = known
        read.choices = [pair for pair in known if pair[0] in self._read()]

    def _read(self) -> set[str]:
        """The languages one may read here: those of the country, and those it has."""
        return {"fr", "en", "de", "es", "it", *(self.instance.subtitles or [])}

    def clean(self) -> dict[str, Any]:
        """With its label, which no other version of the film may bear in the same format."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.instance.film = self.film
        self.instance.label = version_label(
            audio=cleaned["audio"],
            subtitles=cleaned["subtitles"],
            original=cleaned["original"],
            captions=cleaned["captions"],
        )
        same = FilmVersion.objects.filter(
            film=self.film,
            label=self.instance.label,
            format=cleaned["format"],
            audio_description=cleaned["audio_description"],
        )
        if len(self.instance.label) > 20:
            self.add_error("subtitles", _("This is too long for a label."))
        elif same.exclude(pk=self.instance.pk).exists():
            name = " ".join(filter(None, (self.instance.label, cleaned["format"].replace("2D", ""))))
            self.add_error(None, said(VersionExists(version=name)))
        return cleaned
