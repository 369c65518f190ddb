"""Provider accounts, payments, refunds and the inbox of the provider's events."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ProviderAccount(models.Model):
    """An operator's account at a payment provider; its secrets are sealed (``kernel.sealed``)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    operator = models.ForeignKey("venues.Operator", on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20, default="stripe")
    api_base = models.URLField(blank=True, help_text="empty: the provider's own address")
    secret_key = models.TextField(help_text="sealed")
    webhook_secret = models.TextField(help_text="sealed")
    old_webhook_secret = models.TextField(blank=True, help_text="sealed; accepted during a rotation")
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField(null=True, help_text="when staff last gave a secret")
    checked_at = models.DateTimeField(null=True, help_text="when the provider last answered to these secrets")
    can_charge = models.BooleanField(default=False, db_default=False, help_text="what it said then")
    said = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="who it said the account is"
    )
    ref = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="the account's id there"
    )


class Payment(models.Model):
    """Money asked of someone for a subject (an order's id) by one means.

    The row is committed before the provider is called, and its id is the idempotency key.
    """

    class State(models.TextChoices):
        CREATED = "created"
        OPEN = "open"
        UNKNOWN = "unknown"
        SUCCEEDED = "succeeded"
        EXPIRED = "expired"
        CANCELLED = "cancelled"
        FAILED = "failed"

    class Means(models.TextChoices):
        CARD = "card"
        CASH = "cash"
        TERMINAL = "terminal"
        FREE = "free"
        INVOICE = "invoice"

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField(help_text="what is paid: an order's id; orders live in a higher room")
    account = models.ForeignKey(
        ProviderAccount, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    means = models.CharField(max_length=10, choices=Means.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CREATED)
    amount = models.PositiveIntegerField(help_text="cents")
    captured = models.PositiveIntegerField(default=0, help_text="cents the provider says it took")
    currency = models.CharField(max_length=3, default="EUR")
    provider_ref = models.CharField(max_length=120, blank=True, help_text="checkout session id")
    provider_intent = models.CharField(max_length=120, blank=True)
    url = models.TextField(blank=True, help_text="the bank's page")
    request = models.JSONField(
        default=dict, help_text="what the provider is asked, frozen for same-key retries"
    )
    provider_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, help_text="when we ask the provider to expire it")
    asked_at = models.DateTimeField(null=True, help_text="last time the provider was asked")
    ended_at = models.DateTimeField(null=True)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="payment_by_subject"),
            models.Index(
                fields=["deadline_at"],
                name="payment_unsettled",
                condition=models.Q(state__in=["created", "open", "unknown"]),
            ),
            models.Index(fields=["created_at"], name="payment_unopened", condition=models.Q(state="created")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provider_ref"],
                name="payment_provider_ref_once",
                condition=~models.Q(provider_ref=""),
            )
        ]


class Refund(models.Model):
    """Money to give back of one payment. The sum per payment never passes what was captured (trigger)."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        PENDING = "pending"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=120, unique=True, help_text="what the refund is for: asked once only")
    amount = models.PositiveIntegerField(help_text="cents")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    reason = models.CharField(max_length=60)
    provider_ref = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_positive")]
        indexes = [
            models.Index(fields=["created_at"], name="refund_failed", condition=models.Q(state="failed"))
        ]


class ProviderEvent(models.Model):
    """An event of the provider, stored once before it is answered; a hint to re-read, never a fact."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="+", db_index=False)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=120)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.JSONField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "event_id"], name="provider_event_once")]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="event_unprocessed",
                condition=models.Q(processed_at__isnull=True),
            )
        ]


class Till(models.Model):
    """A place of the box office where money is taken: its drawer, and its ticket printer when it has one."""

    class Paper(models.IntegerChoices):
        NARROW = 58, "58 mm"
        WIDE = 80, "80 mm"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    printer_host = models.CharField(max_length=120, blank=True, help_text="empty: no printer of its own")
    printer_port = models.PositiveIntegerField(default=9100)
    paper = models.PositiveSmallIntegerField(choices=Paper.choices, default=Paper.WIDE)
    opens_drawer = models.BooleanField(default=True, help_text="the drawer hangs on the printer")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["cinema_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cinema", "name"], name="till_name_once"),
            models.CheckConstraint(
                condition=models.Q(printer_port__gte=9100, printer_port__lte=9199), name="till_printer_port"
            ),
        ]


class CounterRules(models.Model):
    """What a cinema decides about its counter."""

    cinema = models.OneToOneField(
        "venues.Cinema", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    refund_alone = models.PositiveIntegerField(
        default=15_000, help_text="cents: above, an owner must agree to a refund"
    )


class Shift(models.Model):
    """A person at a till, from the float to the count. Opened and closed once; never changed after (trigger).

    Sums in cents. ``expected`` is what the movements in cash add up to: the database writes it at the closing.
    """

    id = models.UUIDField(primary_key=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    counts = models.JSONField(default=dict, help_text="coins and notes counted: {cents: how many}")
    counted = models.IntegerField(null=True)
    expected = models.IntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till"], name="shift_open_once_a_till", condition=models.Q(closed_at=None)
            ),
            models.UniqueConstraint(
                fields=["user"], name="shift_open_once_a_person", condition=models.Q(closed_at=None)
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, counted=None, expected=None, closed_by=None)
                | models.Q(
                    closed_at__isnull=False,
                    counted__gte=0,
                    expected__isnull=False,
                    closed_by__isnull=False,
                ),
                name="shift_closed_whole",
            ),
        ]


class Movement(models.Model):
    """Money in or out of a shift: only ever added. ``amount`` in cents, negative for what goes out."""

    class Kind(models.TextChoices):
        FLOAT = "float"
        SALE = "sale"
        REFUND = "refund"
        DROP = "drop"
        ADDITION = "addition"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    means = models.CharField(max_length=10, default="cash", help_text="cash lies in the drawer")
    amount = models.IntegerField()
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment"], name="movement_payment_once"),
            models.UniqueConstraint(fields=["refund"], name="movement_refund_once"),
            models.UniqueConstraint(
                fields=["shift"], name="movement_float_once", condition=models.Q(kind="float")
            ),
            models.CheckConstraint(
                condition=models.Q(kind="float", means="cash", amount__gte=0, payment=None, refund=None)
                | models.Q(kind="sale", amount__gt=0, payment__isnull=False, refund=None)
                | models.Q(kind="refund", amount__lt=0, payment=None, refund__isnull=False)
                | (
                    models.Q(kind="drop", means="cash", amount__lt=0, payment=None, refund=None)
                    & ~models.Q(reason="")
                )
                | (
                    models.Q(kind="addition", means="cash", amount__gt=0, payment=None, refund=None)
                    & ~models.Q(reason="")
                ),
                name="movement_fits_kind",
            ),
        ]
