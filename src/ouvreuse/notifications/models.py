"""The outbox: one row per message, written in the transaction of the fact it tells; and who asked for mail lately."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """A message as data: template names and frozen facts, rendered at sending and never before."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        LAPSED = "lapsed"

    id = models.UUIDField(primary_key=True)
    dedupe_key = models.CharField(max_length=200)
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=5)
    address = models.EmailField(max_length=254)
    recipient = models.CharField(max_length=64, blank=True)
    facts = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    send_before = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dedupe_key"], name="message_once")]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="message_unsent",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["created_at"], name="message_failed", condition=models.Q(state="failed")),
            models.Index(
                fields=["recipient"], name="message_by_recipient", condition=~models.Q(recipient="")
            ),
        ]


class Quota(models.Model):
    """How often something was asked since an instant: judged by the database, so that two processes count as one.

    The key is a keyed hash: the table tells nobody who asked, nor for whom.
    """

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField()


class MailServer(models.Model):
    """The server that takes our letters, as staff set it; without a row that of the environment is used.

    ``password`` is sealed (``kernel.sealed``). ``checked_at``: when it last took a letter of trial as it is now.
    """

    class Security(models.TextChoices):
        TLS = "tls"
        STARTTLS = "starttls"
        NONE = "none"

    one = models.BooleanField(primary_key=True, default=True)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10, choices=Security.choices)
    user = models.CharField(max_length=254, blank=True)
    password = models.TextField(blank=True, help_text="sealed")
    sender = models.EmailField(max_length=254)
    sender_name = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()
    password_changed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(one=True), name="one_mail_server"),
            models.CheckConstraint(condition=models.Q(port__gte=1, port__lte=65535), name="mail_server_port"),
        ]
