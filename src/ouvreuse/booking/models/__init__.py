"""Orders, claims on seats, lines, tickets and admissions.

Claims and tickets are written by the SQL functions of this room only: the application's role may not.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ouvreuse.booking.models.groups import GroupBooking as GroupBooking
from ouvreuse.booking.models.groups import GroupClass as GroupClass
from ouvreuse.booking.models.groups import GroupHold as GroupHold
from ouvreuse.booking.models.groups import GroupInvoice as GroupInvoice

HOUSE = "house"  # the channel of seats kept off sale: an order nobody pays for


class Order(models.Model):
    """One purchase of one cinema through one channel; its states move forward only (trigger)."""

    class State(models.TextChoices):
        HELD = "held"
        PAYING = "paying"
        CONFIRMED = "confirmed"
        EXPIRED = "expired"
        CANCELLED = "cancelled"
        REFUNDED = "refunded"
        REVIEW = "review"

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=8)
    purchase_key = models.UUIDField(unique=True)
    browser = models.UUIDField(null=True)
    address = models.CharField(max_length=64, blank=True, help_text="keyed hash of the client's network")
    cinema = models.ForeignKey(
        "venues.Cinema", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    places = models.SmallIntegerField(help_text="seats held or sold, all screenings together")
    created_at = models.DateTimeField()
    held_until = models.DateTimeField()
    extensions = models.SmallIntegerField(default=0)
    email = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    total = models.IntegerField(null=True, help_text="cents; known from checkout on")
    currency = models.CharField(max_length=3, default="EUR")
    mail_version = models.SmallIntegerField(default=0)
    resent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(
        max_length=100, blank=True, help_text="why it ended so: 'seat_lost', 'cancelled' ..."
    )
    correlation_id = models.CharField(max_length=64, blank=True)
    words = models.TextField(
        db_default="", editable=False, help_text="name and e-mail as they are searched; a trigger's"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="order_code_once"),
            # One constraint: PostgreSQL reads the text of each anew in every INSERT.
            models.CheckConstraint(
                condition=models.Q(places__gte=0, extensions__gte=0, mail_version__gte=0)
                & (models.Q(total=None) | models.Q(total__gte=0)),
                name="order_counts_up",
            ),
        ]
        indexes = [
            models.Index(fields=["browser", "held_until"], name="order_held_browser"),
            models.Index(fields=["address", "held_until"], name="order_held_address"),
            models.Index(fields=["email"], name="order_by_email", condition=~models.Q(email="")),
            models.Index(
                fields=["cinema", "-created_at"],
                name="order_by_cinema",
                condition=models.Q(state__in=["confirmed", "refunded", "review"]),
            ),
            models.Index(
                fields=["held_until"], name="order_open", condition=models.Q(state__in=["held", "paying"])
            ),
            models.Index(fields=["cinema"], name="order_in_review", condition=models.Q(state="review")),
            GinIndex(
                fields=["words"],
                name="order_by_kept_words",
                opclasses=["gin_trgm_ops"],
                condition=~models.Q(words=""),
            ),
        ]


class Claim(models.Model):
    """A seat of a screening taken until an instant; ``infinity``: in payment or sold.

    Its primary key is the only judge of a seat. Foreign keys carry no constraint: ``hold_seats`` has just
    read the screening and written the order, and AUDIT compares. A screening that has claims is not deleted: a
    trigger looks, and lets seats go that the house keeps.
    """

    pk = models.CompositePrimaryKey("screening_id", "place")
    screening = models.ForeignKey(
        "programme.Screening",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    place = models.SmallIntegerField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="claims", db_constraint=False)
    until = models.DateTimeField()
    rate_code = models.CharField(max_length=20)
    price_version_id = models.IntegerField()
    channel = models.CharField(
        max_length=20,
        null=True,
        help_text="through which it was taken, where it is not its order's (exchanges)",
    )


class OrderLine(models.Model):
    """One line: a ticket's seat, a supplement, a fee, goods, a voucher."""

    class Kind(models.TextChoices):
        TICKET = "ticket"
        SUPPLEMENT = "supplement"
        FEE = "fee"
        GOODS = "goods"
        VOUCHER = "voucher"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    screening = models.ForeignKey(
        "programme.Screening", on_delete=models.PROTECT, null=True, related_name="+"
    )
    place = models.SmallIntegerField(null=True)
    code = models.CharField(max_length=20, help_text="rate or supplement code")
    family = models.CharField(max_length=10, blank=True)
    label_fr = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    proof_fr = models.CharField(max_length=160, blank=True)
    proof_en = models.CharField(max_length=160, blank=True)
    gross = models.IntegerField(help_text="cents, taxes included")
    vat_bp = models.PositiveSmallIntegerField(help_text="basis points")
    vat = models.IntegerField(help_text="cents of VAT inside the gross")
    in_tsa_base = models.BooleanField(default=True)
    screening_revision = models.IntegerField(
        null=True,
        help_text="of the screening when the price was bound: money that comes late buys that show only",
    )
    replaced_at = models.DateTimeField(null=True, help_text="exchanged for other lines of the order since")

    class Meta:
        ordering = ["order_id", "position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="order_line_position")]


class Ticket(models.Model):
    """One admission of one person; void or valid, admitted or not: two facts."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="1..n inside the order")
    screening = models.ForeignKey("programme.Screening", on_delete=models.PROTECT, related_name="+")
    place = models.SmallIntegerField()
    rate_code = models.CharField(max_length=20)
    price = models.PositiveIntegerField(help_text="cents, supplements included")
    series = models.CharField(max_length=60)
    series_number = models.BigIntegerField()
    payload = models.TextField(help_text="the signed QR text")
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=60, blank=True)
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.IntegerField(null=True, help_text="user id")
    replaced_by = models.UUIDField(null=True, help_text="the ticket of this order it was exchanged for")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["screening", "place"],
                name="ticket_seat_once",
                condition=models.Q(voided_at__isnull=True),
            ),
            models.UniqueConstraint(fields=["order", "number"], name="ticket_number_once"),
        ]


class Admission(models.Model):
    """A passage through the door, and its undoing: never updated but to be undone."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="admissions")
    at = models.DateTimeField()
    user = models.IntegerField(null=True, help_text="who let them in")
    way = models.CharField(max_length=10, help_text="camera, photo, typed or list")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="admission_once", condition=models.Q(undone_at__isnull=True)
            )
        ]


class ScreeningChange(models.Model):
    """A change of a screening on sale: what it was, what it became, until when buyers may have their money back.

    Never edited: the next change of the screening is the next row. ``refund_at``: from then on those who did not
    exchange tickets of a cancelled screening are refunded.
    """

    class Kind(models.TextChoices):
        MOVED = "moved"
        CHANGED = "changed"
        CANCELLED = "cancelled"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    screening = models.ForeignKey(
        "programme.Screening", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveSmallIntegerField(help_text="1..n of the screening")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    before = models.JSONField()
    after = models.JSONField()
    refund_until = models.DateTimeField(null=True)
    refund_at = models.DateTimeField(null=True)
    actor = models.IntegerField(null=True, help_text="user id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screening", "number"], name="change_number_once")]


class ChangedOrder(models.Model):
    """What a change means for an order, and what its buyer answered."""

    class Answer(models.TextChoices):
        NONE = ""
        KEPT = "kept"
        EXCHANGED = "exchanged"
        REFUNDED = "refunded"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(
        ScreeningChange, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(help_text="seats of the screening the order had then")
    cents = models.PositiveIntegerField(help_text="what they had cost, fees included")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "order"], name="changed_order_once")]


class Print(models.Model):
    """Tickets put on paper by the staff: the intent before the printer is called, its end after.

    A ticket that may have come out before comes out marked as a duplicate.
    """

    class Outcome(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        FAILED = "failed"
        UNKNOWN = "unknown"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="prints")
    tickets = ArrayField(models.UUIDField())
    duplicates = ArrayField(models.UUIDField(), default=list)
    way = models.CharField(max_length=10, help_text="roll or sheet")
    till = models.IntegerField(null=True, help_text="till id")
    user = models.IntegerField(null=True, help_text="user id")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.ASKED)
    error = models.CharField(max_length=60, blank=True)


class SigningKey(models.Model):
    """An Ed25519 key that signs tickets; old keys go on verifying until their last screening is past."""

    id: models.SmallAutoField[int, int] = models.SmallAutoField(
        primary_key=True, help_text="the key id in the QR"
    )
    public = models.BinaryField()
    secret = models.TextField(help_text="sealed")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class KeptOff(models.Model):
    """The order by which a block's seats (house or broken ones) are claimed in one screening."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True, related_name="+")
    block = models.ForeignKey("venues.SeatBlock", on_delete=models.PROTECT, related_name="+")


class HandedBack(models.Model):
    """A block's seats given back to the sale of one screening: they are not kept off it again."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    block = models.ForeignKey("venues.SeatBlock", on_delete=models.PROTECT, related_name="+")
    screening = models.ForeignKey(
        "programme.Screening",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["block", "screening"], name="handed_back_once")]
