"""Staff users and the trail of what they did."""

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
        indexes = [models.Index(fields=["subject", "at"], name="audit_by_subject")]
