"""Screenings: what is shown where and when, and when it may be sold."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class Screening(models.Model):
    """A séance: one film version, one screen, one start.

    The screen is occupied from ``starts_at`` to ``occupied_until`` (pre-show, film, turnaround), and no
    two screenings of a screen may overlap. ``state`` published counts only from ``published_at`` on.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        CANCELLED = "cancelled"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    screen = models.ForeignKey("venues.Screen", on_delete=models.PROTECT, related_name="+")
    seat_map = models.ForeignKey("venues.SeatMap", on_delete=models.PROTECT, related_name="+")
    film = models.ForeignKey("catalogue.Film", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("catalogue.FilmVersion", on_delete=models.PROTECT, related_name="+")
    price_version = models.ForeignKey("pricing.PriceListVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    free_seating = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    film_starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="end of the film; estimated while the runtime is unknown")
    occupied_until = models.DateTimeField()
    pre_show_min = models.PositiveSmallIntegerField(default=15)
    turnaround_min = models.PositiveSmallIntegerField(default=20)
    published_at = models.DateTimeField(null=True)
    web_opens_at = models.DateTimeField()
    web_closes_at = models.DateTimeField()
    counter_opens_at = models.DateTimeField(null=True, help_text="empty: from the publication on")
    counter_closes_at = models.DateTimeField()
    companion_release_min = models.PositiveSmallIntegerField(
        default=30, help_text="minutes before the start from which companion seats may be sold alone"
    )
    max_per_order = models.PositiveSmallIntegerField(default=10)
    note_fr = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)
    external_ref = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(
        default=1, help_text="goes up when it becomes another show: film, version, screen, start, cancelled"
    )

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["cinema", "starts_at"], name="screening_by_cinema"),
            models.Index(fields=["film", "starts_at"], name="screening_by_film"),
        ]
        constraints = [
            ExclusionConstraint(
                name="screening_no_overlap",
                expressions=[
                    (F("screen"), RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_at",
                            "occupied_until",
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="cancelled"),
            ),
            models.CheckConstraint(
                condition=Q(
                    film_starts_at__gte=F("starts_at"),
                    ends_at__gt=F("film_starts_at"),
                    occupied_until__gte=F("ends_at"),
                ),
                name="screening_times_in_order",
            ),
            models.UniqueConstraint(
                fields=["cinema", "external_ref"], name="screening_ref_once", condition=~Q(external_ref="")
            ),
        ]


class SeriesScreening(models.Model):
    """A screening as an evening of a series, with the guests who come to it."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    series = models.ForeignKey("catalogue.Series", on_delete=models.CASCADE, related_name="+")
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="evenings")
    guests = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "screening"], name="series_screening_once")]
