"""Films, their versions and the people who made them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Film(models.Model):
    """A work, or any other content shown (opera, concert)."""

    class Classification(models.TextChoices):
        ALL = "TP"
        OVER_12 = "12"
        OVER_16 = "16"
        OVER_18 = "18"
        LISTED = "X"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    original_title = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)
    visa_number = models.CharField(max_length=10, blank=True)
    classification = models.CharField(
        max_length=2, choices=Classification.choices, default=Classification.ALL
    )
    warning = models.BooleanField(default=False, help_text="avertissement")
    runtime_min = models.PositiveSmallIntegerField(null=True, help_text="minutes; unknown is allowed")
    year = models.PositiveSmallIntegerField(null=True)
    released_on = models.DateField(null=True)
    countries = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    genres = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    synopsis_fr = models.TextField(blank=True)
    synopsis_en = models.TextField(blank=True)
    distributor = models.CharField(max_length=120, blank=True)
    poster_seed = models.PositiveIntegerField(default=0, help_text="which drawing stands in for a poster")

    class Meta:
        ordering = ["sort_key"]


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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["film", "label", "format", "audio_description"], name="film_version_once"
            )
        ]
