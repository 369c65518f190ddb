"""Staff users, the links they come by, and the trail of what they did."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Users(BaseUserManager["User"]):
    """Finds users by their canonical e-mail."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=username)


class User(AbstractBaseUser):
    """A person of the staff; the e-mail is canonical (see ``kernel.text.canonical_email``)."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False, help_text="sees every cinema of the chain")
    created_at = models.DateTimeField()

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]


class SignInAttempt(models.Model):
    """Failed sign-ins per bucket (an account or an address), so that guessing slows down."""

    bucket = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField()


class OneTimeLink(models.Model):
    """A link that opens once. ``fingerprint``: the SHA-256 of its token, which is kept nowhere."""

    class Purpose(models.TextChoices):
        SETUP = "setup"
        PASSWORD = "password"  # noqa: S105 - what the link is for

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    fingerprint = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="used, or replaced by a newer one")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "user"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="one_living_link",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="setup", user=None)
                | models.Q(purpose="password", user__isnull=False),
                name="link_of_somebody",
            ),
        ]


class AuditEntry(models.Model):
    """Who did what, when; written in the transaction of the act. ``subject`` is an opaque name."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=60, help_text="'cli', 'worker' or the role used")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    cinema = models.IntegerField(null=True, help_text="cinema id; cinemas live in a higher room")
    facts = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_by_subject"),
            models.Index(fields=["cinema", "id"], name="audit_by_cinema"),
            models.Index(fields=["cinema", "actor"], name="audit_by_person"),
            models.Index(fields=["verb", "id"], name="audit_by_verb"),
            models.Index(fields=["at"], name="audit_by_day"),
        ]


class TrailLink(models.Model):
    """An entry's place in the chain (docs/adr/0027); written by ``seal_trail()`` only, never changed."""

    position: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
