"""Operators, cinemas, screens, their seat maps and the rights of the team."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Operator(models.Model):
    """The legal person that runs cinemas (exploitant)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)


class Cinema(models.Model):
    """An establishment: one place, one zone, one CNC authorisation."""

    class Territory(models.TextChoices):
        METROPOLITAN = "fr-metropolitan"
        OVERSEAS = "fr-overseas"
        OTHER = "other"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="cinemas")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    zone = models.CharField(max_length=60, default="Europe/Paris")
    territory = models.CharField(max_length=20, choices=Territory.choices, default=Territory.METROPOLITAN)
    cnc_authorisation = models.CharField(max_length=20, blank=True)
    access_fr = models.TextField(blank=True)
    access_en = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]


class Screen(models.Model):
    """An auditorium (salle)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey(Cinema, on_delete=models.PROTECT, related_name="screens")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    free_seating = models.BooleanField(default=False)
    formats = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        ordering = ["cinema_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cinema", "number"], name="screen_number_once"),
        ]


class SeatMap(models.Model):
    """One version of a screen's plan. Never updated: a change is a new version.

    ``kinds`` holds one letter per place (place 1 is the first): S standard, W wheelchair space without
    a chair, T transfer seat, C companion, D duo, E easy access. ``partners`` gives, per place, the place
    it belongs with (a companion's wheelchair space, the other half of a duo), 0 for none.
    ``seats`` is the drawing: a list of ``{place, row, number, x, y, kind, partner}``, x and y in seat widths.
    """

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="seat_maps")
    version = models.PositiveIntegerField()
    capacity = models.PositiveSmallIntegerField()
    kinds = models.TextField()
    partners = ArrayField(models.SmallIntegerField())
    seats = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screen", "version"], name="seat_map_version_once"),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1, capacity__lte=5000), name="seat_map_capacity"
            ),
        ]


class Membership(models.Model):
    """A role of a user in one cinema."""

    class Role(models.TextChoices):
        OWNER = "owner"
        PROGRAMMER = "programmer"
        BOX_OFFICE = "box_office"
        USHER = "usher"
        INSPECTOR = "inspector"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cinema = models.ForeignKey(Cinema, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "cinema", "role"], name="membership_once")]
