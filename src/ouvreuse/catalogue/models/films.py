"""Films, their versions and the people who made them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from .deals import Distributor
from .pictures import Image


def _words(length: int) -> Any:
    """Text that may be empty, which the database fills in for a release that does not know the column yet."""
    return models.CharField(max_length=length, blank=True, default="", db_default="")


def _flag(help_text: str) -> Any:
    return models.BooleanField(default=False, db_default=False, help_text=help_text)


class Film(models.Model):
    """A work, or any other content shown (opera, concert)."""

    class Kind(models.TextChoices):
        FILM = "film"
        OPERA = "opera"
        CONCERT = "concert"
        EVENT = "event"

    class Classification(models.TextChoices):
        ALL = "TP"
        OVER_12 = "12"
        OVER_16 = "16"
        OVER_18 = "18"
        LISTED = "X"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FILM, db_default="film")
    title = models.CharField(max_length=200)
    original_title = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)
    visa_number = models.CharField(max_length=10, blank=True)
    visa_on = models.DateField(null=True, blank=True, help_text="the day the visa was given")
    rca_number = _words(20)
    classification = models.CharField(
        max_length=2, choices=Classification.choices, default=Classification.ALL
    )
    warning = models.BooleanField(default=False, help_text="avertissement")
    warning_text = _words(300)
    runtime_min = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="minutes; unknown is allowed"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    first_released_on = models.DateField(
        null=True, blank=True, help_text="first commercial release, anywhere"
    )
    countries = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    genres = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    synopsis_fr = models.TextField(blank=True)
    synopsis_en = models.TextField(blank=True)
    distributor = models.ForeignKey(
        Distributor, null=True, blank=True, on_delete=models.PROTECT, related_name="films"
    )
    isan = _words(40)
    eidr = _words(40)
    imdb = _words(12)
    tmdb_id = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    allocine_id = models.PositiveIntegerField(null=True, blank=True)
    art_house = _flag("recommended Art et Essai")
    research = _flag("label Recherche et Découverte")
    heritage = _flag("label Patrimoine et Répertoire")
    young = _flag("label Jeune Public")
    art_house_on = models.DateField(null=True, blank=True, help_text="date of the list that recommends it")
    trailer_url = models.URLField(max_length=300, blank=True, default="", db_default="")
    poster = models.ForeignKey(Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    poster_alt_fr = _words(200)
    poster_alt_en = _words(200)
    poster_seed = models.PositiveIntegerField(default=0, help_text="which drawing stands in for a poster")

    class Meta:
        ordering = ["sort_key"]
        indexes = [
            models.Index(fields=["visa_number"], name="film_by_visa", condition=~Q(visa_number="")),
            models.Index(fields=["released_on"], name="film_by_release"),
            GinIndex(fields=["sort_key"], opclasses=["gin_trgm_ops"], name="film_title_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(runtime_min=None) | Q(runtime_min__range=(1, 900)), name="film_runtime_minutes"
            ),
            models.CheckConstraint(
                condition=Q(trailer_url="") | Q(trailer_url__startswith="https://"), name="film_trailer_https"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title


class FormerAddress(models.Model):
    """Where a film's page was before it became one with another: links of the press lead on."""

    slug = models.SlugField(max_length=120, primary_key=True)
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="former_addresses")


class Credit(models.Model):
    """A person's part in a film."""

    class Job(models.TextChoices):
        DIRECTOR = "director"
        CAST = "cast"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="credits")
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=10, choices=Job.choices)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["film_id", "job", "rank"]
        constraints = [models.UniqueConstraint(fields=["film", "job", "name"], name="credit_once")]


class FilmVersion(models.Model):
    """How a film is shown: what is heard, what is read, for whom, in which format (domain 7.2)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="versions")
    audio = models.CharField(max_length=10, help_text="language heard, BCP 47")
    subtitles = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    original = models.BooleanField(default=True, help_text="original, or dubbed in French")
    captions = models.BooleanField(default=False, help_text="SME: for the deaf and hard of hearing")
    audio_description = models.BooleanField(default=False)
    format = models.CharField(max_length=20, default="2D")
    label = models.CharField(max_length=20, help_text="VF, VO, VOSTFR, VFSTF ...")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="not offered any more when planning")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["film", "label", "format", "audio_description"], name="film_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The version in a few words: ``VOSTFR 3D AD``."""
        extras = [self.format] if self.format != "2D" else []
        return " ".join([self.label, *extras, *(["AD"] if self.audio_description else [])])
