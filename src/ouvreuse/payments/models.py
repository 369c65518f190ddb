"""Provider accounts, payments, refunds and the inbox of the provider's events."""

from __future__ import annotations

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
