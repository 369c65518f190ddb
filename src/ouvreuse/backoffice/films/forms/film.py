"""The form of a film. It saves what is typed; what the law or the trade doubts is asked or told, not refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.films.forms.fields import DistributorField, WordsField, said
from ouvreuse.backoffice.films.questions import Question, questions_about
from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.catalogue.actions import distributors_named, give_addresses, seed_of
from ouvreuse.catalogue.errors import CatalogueError
from ouvreuse.catalogue.models import Credit, Film
from ouvreuse.catalogue.rules.identifiers import CHECKS
from ouvreuse.kernel import text

KINDS = [
    ("film", gettext_lazy("film")),
    ("opera", gettext_lazy("opera, ballet, theatre")),
    ("concert", gettext_lazy("concert")),
    ("event", gettext_lazy("another event")),
]
CLASSES = [
    ("TP", gettext_lazy("for all (TP)")),
    ("12", gettext_lazy("not under 12")),
    ("16", gettext_lazy("not under 16")),
    ("18", gettext_lazy("not under 18")),
    ("X", gettext_lazy("listed (X)")),
]
GROUPS = (
    (
        gettext_lazy("What it is"),
        ("title", "original_title", "kind", "year", "runtime_min", "countries", "genres"),
    ),
    (
        gettext_lazy("Visa and classification"),
        ("visa_number", "visa_on", "rca_number", "classification", "warning", "warning_text"),
    ),
    (gettext_lazy("Release"), ("distributor", "released_on", "first_released_on")),
    (gettext_lazy("People"), ("directors", "cast")),
    (gettext_lazy("Words"), ("synopsis_fr", "synopsis_en", "trailer_url")),
    (gettext_lazy("Art et Essai"), ("art_house", "research", "heritage", "young", "art_house_on")),
    (gettext_lazy("Identifiers"), ("isan", "eidr", "imdb", "tmdb_id", "allocine_id")),
)
LABELS = {
    "title": gettext_lazy("Title in French"),
    "original_title": gettext_lazy("Original title"),
    "kind": gettext_lazy("Kind"),
    "year": gettext_lazy("Year of production"),
    "runtime_min": gettext_lazy("Running time in minutes"),
    "visa_number": gettext_lazy("Release visa"),
    "visa_on": gettext_lazy("Date of the visa"),
    "rca_number": gettext_lazy("RCA number"),
    "classification": gettext_lazy("Classification"),
    "warning": gettext_lazy("Goes with a warning (avertissement)"),
    "warning_text": gettext_lazy("Text of the warning"),
    "synopsis_fr": gettext_lazy("Synopsis in French"),
    "synopsis_en": gettext_lazy("Synopsis in English"),
    "trailer_url": gettext_lazy("Link to the trailer"),
    "art_house": gettext_lazy("Recommended Art et Essai"),
    "research": gettext_lazy("Recherche et Découverte"),
    "heritage": gettext_lazy("Patrimoine et Répertoire"),
    "young": gettext_lazy("Jeune Public"),
    "isan": gettext_lazy("ISAN"),
    "eidr": gettext_lazy("EIDR"),
    "imdb": gettext_lazy("IMDb"),
    "tmdb_id": gettext_lazy("TMDB"),
    "allocine_id": gettext_lazy("AlloCiné"),
}
HINTS: dict[str, Any] = {
    "runtime_min": gettext_lazy("Leave empty while it is not known: screenings count two hours."),
    "visa_number": gettext_lazy("Figures only. Leave empty for what has none."),
    "warning_text": gettext_lazy("As the visa words it; shown with the film and at the door of the screen."),
    "trailer_url": gettext_lazy("An address in https; visitors follow it, nothing is loaded from there."),
    **dict.fromkeys(("warning", "art_house", "research", "heritage", "young"), ""),
    "isan": gettext_lazy("The check characters are added when they are missing."),
}


class FilmForm(EditForm):
    """A film. ``questions``: what is asked before it is saved; sent again knowingly, it is saved."""

    kind = forms.ChoiceField(choices=KINDS, label=LABELS["kind"])
    classification = forms.ChoiceField(
        choices=CLASSES, label=LABELS["classification"], initial="TP", required=False
    )
    countries = WordsField(
        each=60, label=gettext_lazy("Countries"), help_text=gettext_lazy("Between commas.")
    )
    genres = WordsField(each=40, label=gettext_lazy("Genres"), help_text=gettext_lazy("Between commas."))
    distributor = DistributorField(
        required=False,
        label=gettext_lazy("Distributor"),
        help_text=gettext_lazy("Type its name: those known are offered, a new one is recorded."),
    )
    directors = WordsField(
        each=120, label=gettext_lazy("Directed by"), help_text=gettext_lazy("Between commas.")
    )
    cast = WordsField(
        each=120,
        lines=True,
        label=gettext_lazy("With"),
        help_text=gettext_lazy("One name per line, in order."),
    )
    visa_on = DayField(required=False, label=LABELS["visa_on"])
    released_on = DayField(required=False, label=gettext_lazy("Release in France"))
    first_released_on = DayField(required=False, label=gettext_lazy("First commercial release anywhere"))
    art_house_on = DayField(required=False, label=gettext_lazy("Date of the list"))
    trailer_url = forms.URLField(
        required=False,
        max_length=300,
        assume_scheme="https",
        label=LABELS["trailer_url"],
        help_text=HINTS["trailer_url"],
    )
    imdb = forms.CharField(
        required=False,
        max_length=200,
        label=LABELS["imdb"],
        help_text=gettext_lazy("Its number, or the address of its page."),
    )
    known = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Film
        fields = [
            "title", "original_title", "kind", "year", "runtime_min", "countries", "genres", "visa_number", "visa_on",
            "rca_number", "classification", "warning", "warning_text", "distributor", "released_on",
            "first_released_on", "synopsis_fr", "synopsis_en", "trailer_url", "art_house", "research", "heritage",
            "young", "art_house_on", "isan", "eidr", "imdb", "tmdb_id", "allocine_id",
        ]  # fmt: skip
        labels = LABELS
        help_texts = HINTS
        widgets = {
            "synopsis_fr": forms.Textarea(attrs={"rows": 5, "lang": "fr"}),
            "synopsis_en": forms.Textarea(attrs={"rows": 5, "lang": "en"}),
            "visa_number": forms.TextInput(attrs={"inputmode": "numeric", "size": 10}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        film = kwargs.get("instance")
        if film is not None:
            people = list(film.credits.order_by("rank", "id").values_list("job", "name"))
            kwargs["initial"] = {
                "directors": [name for job, name in people if job == Credit.Job.DIRECTOR],
                "cast": [name for job, name in people if job == Credit.Job.CAST],
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)
        self.fields["runtime_min"].validators += [MinValueValidator(1), MaxValueValidator(900)]
        self.fields["year"].validators += [MinValueValidator(1870), MaxValueValidator(2199)]
        self.now.pop("known")
        self.question: Question | None = None

    def clean(self) -> dict[str, Any]:
        """Identifiers checked and put in their form; then what must be asked."""
        cleaned = super().clean()
        cleaned["classification"] = cleaned.get("classification") or "TP"
        for name, check in CHECKS.items():
            typed = cleaned.get(name)
            if not typed or typed == self.initial.get(name):
                continue  # what was imported before stays until somebody touches it
            try:
                cleaned[name] = check(typed)
            except CatalogueError as refusal:
                self.add_error(name, said(refusal))
        if cleaned.get("warning_text"):
            cleaned["warning"] = True
        if not self.errors:
            self._ask(cleaned)
        return cleaned

    def clean_trailer_url(self) -> str:
        """Only where nobody on the way can change it."""
        url: str = self.cleaned_data["trailer_url"]
        if url and not url.startswith("https://"):
            raise ValidationError(_("The link must begin with https://."))
        return url

    def clean_title(self) -> str:
        """On one line."""
        return text.one_line(self.cleaned_data["title"])

    def _ask(self, cleaned: dict[str, Any]) -> None:
        self.question = questions_about(self.instance, typed=cleaned, before=self.initial)
        if self.question is None or cleaned.get("known") == self.question.mark:
            return
        self.add_error(None, self.question.text)
        posted: Any = self.data
        posted = posted.copy()
        posted["known"] = self.question.mark
        self.data = posted

    def save(self, commit: bool = True) -> Film:
        """With its people, its order of sorting, and an address when it is new."""
        film: Film = self.instance
        film.sort_key = text.title_key(film.title)
        if film.pk is None:
            give_addresses([film])
            film.poster_seed = seed_of(film.title)
        if film.distributor is not None and film.distributor.pk is None:
            film.distributor = distributors_named([film.distributor.name])[film.distributor.key]
            self.cleaned_data["distributor"] = film.distributor
        super().save(commit)
        people = {
            Credit.Job.DIRECTOR: self.cleaned_data["directors"],
            Credit.Job.CAST: self.cleaned_data["cast"],
        }
        if film.credits.exists() or any(people.values()):
            film.credits.all().delete()
            Credit.objects.bulk_create(
                Credit(film=film, job=job, name=name, rank=rank)
                for job, names in people.items()
                for rank, name in enumerate(names)
            )
        return film

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields in their order of reading."""
        return [(str(title), [self[name] for name in names]) for title, names in GROUPS]
