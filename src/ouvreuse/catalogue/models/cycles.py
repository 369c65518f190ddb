"""What films are shown in: cycles and festivals; and what one cinema says of a film in its own words."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .films import Film


class Series(models.Model):
    """A cycle, a festival, a series of evenings: films that belong together, with the guests who come."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    slug = models.SlugField(max_length=120, unique=True)
    title_fr = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    text_fr = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    guests = models.CharField(max_length=300, blank=True)
    young = models.BooleanField(default=False, db_default=False, help_text="for children")
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    films: models.ManyToManyField[Film, SeriesFilm] = models.ManyToManyField(
        Film, through="SeriesFilm", related_name="series"
    )

    class Meta:
        ordering = ["title_fr", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on=None) | Q(last_on=None) | Q(last_on__gte=F("first_on")),
                name="series_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title_fr


class SeriesFilm(models.Model):
    """A film of a series, in its order."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="entries")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="entries")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["series_id", "rank", "id"]
        constraints = [models.UniqueConstraint(fields=["series", "film"], name="series_film_once")]


class CinemaFilm(models.Model):
    """What one cinema says of a film instead of the chain: its own words, its own place in the programme."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.CASCADE, related_name="+")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="overrides")
    note_fr = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    first = models.BooleanField(default=False, help_text="listed before the others")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cinema", "film"], name="cinema_film_once")]
