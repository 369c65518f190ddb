"""Schools, groups and hires: what was asked for, the seats kept for it, who came, and the invoice."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class GroupBooking(models.Model):
    """A request of a school, a group or a firm for one screening (domain R8.11).

    It is a quote until an option keeps its seats; ``unit_cents`` are the prices that were quoted, per head.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school"
        GROUP = "group"
        FIRM = "firm"

    class State(models.TextChoices):
        QUOTE = "quote"
        OPTION = "option"
        CONFIRMED = "confirmed"
        COUNTED = "counted"
        EXPIRED = "expired"
        CANCELLED = "cancelled"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+", db_index=False)
    screening = models.ForeignKey(
        "programme.Screening", on_delete=models.SET_NULL, null=True, related_name="+",
        help_text="empty: it was taken out of the programme",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUOTE)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    organisation = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="fr")
    siret = models.CharField(max_length=14, blank=True)
    service_code = models.CharField(max_length=100, blank=True, help_text="of a public body, for Chorus Pro")
    engagement = models.CharField(max_length=50, blank=True, help_text="its number of engagement or order")
    pupils = models.PositiveSmallIntegerField(help_text="who pay the rate: pupils, members, guests")
    companions = models.PositiveSmallIntegerField(default=0)
    rate_code = models.CharField(max_length=20)
    companion_rate = models.CharField(max_length=20, blank=True)
    unit_cents = ArrayField(models.PositiveIntegerField(), size=2, help_text="of the two rates, when quoted")
    whole_hall = models.BooleanField(default=False, help_text="nobody else is let in: every seat is kept")
    note = models.CharField(max_length=300, blank=True)
    option_until = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.IntegerField(null=True, help_text="user id")
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["cinema", "-id"], name="group_by_cinema"),
            models.Index(fields=["option_until"], name="group_option", condition=Q(state="option")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="option") | Q(option_until__isnull=False), name="group_option_ends"
            ),
            models.CheckConstraint(condition=Q(pupils__gte=1), name="group_somebody_comes"),
        ]


class GroupHold(models.Model):
    """An order of the house by which seats are kept for a group; at most fifty each."""

    order = models.OneToOneField(
        "booking.Order", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    booking = models.ForeignKey(GroupBooking, on_delete=models.PROTECT, related_name="holds")


class GroupClass(models.Model):
    """A class or part of a group as it came: counted once, sold and let in as one order. Taken back with a reason."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    booking = models.ForeignKey(GroupBooking, on_delete=models.PROTECT, related_name="classes")
    order = models.OneToOneField("booking.Order", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    pupils = models.PositiveSmallIntegerField()
    companions = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    user = models.IntegerField(null=True, help_text="user id: who counted")
    taken_back_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]


class GroupInvoice(models.Model):
    """An invoice: its number follows the one before, without a gap, per operator and year. Never changed (trigger).

    ``facts``: what it says, frozen. Source: code de commerce L441-9; CGI ann. II art. 242 nonies A.
    """

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    booking = models.OneToOneField(GroupBooking, on_delete=models.PROTECT, related_name="invoice")
    operator = models.ForeignKey(
        "venues.Operator", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    total = models.PositiveIntegerField(help_text="cents, taxes included")
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "year", "number"], name="group_invoice_number_once")
        ]
