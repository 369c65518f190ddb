"""Screenings: what is shown where and when, and when it may be sold."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
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

    class Kind(models.TextChoices):
        PUBLIC = "public"
        SCHOOL = "school"
        PRIVATE = "private"

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
    quotas = models.JSONField(
        null=True, help_text='places of a channel at most, {"web": 40}; empty: no limit'
    )
    quota_release_min = models.PositiveSmallIntegerField(
        default=30, db_default=30, help_text="minutes before the start from which quotas count no more"
    )
    note_fr = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)
    external_ref = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(
        default=1, help_text="goes up when it becomes another show: film, version, screen, start, cancelled"
    )
    kind = models.CharField(
        max_length=8,
        choices=Kind.choices,
        default=Kind.PUBLIC,
        db_default=Kind.PUBLIC.value,
        help_text="a school's or a private one is in no listing and its web sale never opens",
    )
    labels = ArrayField(
        models.CharField(max_length=12), default=list, db_default=[], blank=True, help_text="rules.labels"
    )
    edits = models.PositiveIntegerField(
        default=1,
        db_default=1,
        help_text="goes up with each change of the row (trigger): what a colleague saw",
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
            models.CheckConstraint(
                condition=Q(kind="public") | Q(web_opens_at__gte=F("web_closes_at")),
                name="screening_not_public_not_on_the_web",
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


class PlanStep(models.Model):
    """What a programmer did to drafts, so that it can be undone and done again.

    ``items``: ``[{"id": 1, "before": facts or null, "after": facts or null}]``, facts as ``rules.standing`` writes
    them. ``week``: the Wednesday of the week whose page was open.
    """

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    items = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["cinema", "week", "id"], name="plan_step_of_week")]


class WeekPublication(models.Model):
    """What a week was when it was published: the next difference is told against the newest.

    ``screenings``: the facts of each screening then to be seen, by id.
    """

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    screenings = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["cinema", "week", "-id"], name="publication_of_week")]


class PlanningHabits(models.Model):
    """How a cinema plans: its minutes, and when it is open. Hours are local, Monday first; empty: closed that day.

    A closing earlier than its opening is after midnight.
    """

    cinema = models.OneToOneField(
        "venues.Cinema", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    pre_show_min = models.PositiveSmallIntegerField(default=15)
    turnaround_min = models.PositiveSmallIntegerField(default=20)
    stagger_min = models.PositiveSmallIntegerField(default=5, help_text="0: starts need not be staggered")
    opens = ArrayField(models.TimeField(null=True), size=7)
    closes = ArrayField(models.TimeField(null=True), size=7)


class Kdm(models.Model):
    """What a key (KDM) says openly: which copy, for which screen, from when to when. Never its key material."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    screen = models.ForeignKey("venues.Screen", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("catalogue.FilmVersion", on_delete=models.CASCADE, related_name="+")
    message = models.CharField(max_length=60)
    composition = models.CharField(max_length=60, help_text="the UUID of the CPL")
    title = models.CharField(max_length=200)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["screen_id", "opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["screen", "message"], name="kdm_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="kdm_opens_before_it_closes"
            ),
        ]


class DroppedSheet(models.Model):
    """A programme file somebody dropped: looked at, then taken or not. One per person and cinema.

    ``left``: the lines that were left out when it was taken, to be placed by hand.
    """

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    dropped_at = models.DateTimeField()
    left = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cinema", "user"], name="one_sheet_per_person")]
