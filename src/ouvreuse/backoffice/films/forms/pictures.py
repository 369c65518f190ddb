"""The forms by which pictures come."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class PosterForm(forms.Form):
    """A poster. What it shows is said for those who do not see it; an empty text: only the title."""

    file = forms.FileField(
        label=gettext_lazy("Poster"),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF, at most 12 MB; at least 370 pixels across."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    alt_fr = forms.CharField(required=False, max_length=200, label=gettext_lazy("What it shows, in French"))
    alt_en = forms.CharField(required=False, max_length=200, label=gettext_lazy("What it shows, in English"))


class StillForm(PosterForm):
    """A picture of the film: it is no picture to who cannot see it unless it is told."""

    field_order = ("file", "alt_fr", "alt_en")
    alt_fr = forms.CharField(max_length=200, label=gettext_lazy("What it shows, in French"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].label = gettext_lazy("Picture")
