"""What one cinema says of a film in its own words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.catalogue.models import CinemaFilm


class HereForm(EditForm):
    """A note beside the film on this cinema's page, and whether it is listed first there."""

    class Meta:
        model = CinemaFilm
        fields = ["note_fr", "note_en", "first"]
        labels = {
            "note_fr": gettext_lazy("Note in French"),
            "note_en": gettext_lazy("Note in English"),
            "first": gettext_lazy("Listed before the others"),
        }
        help_texts = {
            "note_fr": gettext_lazy("Shown with the film on the page of this cinema."),
            "first": "",
        }
