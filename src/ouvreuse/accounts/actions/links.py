"""Links that open something once: the first account, a new password. Only their fingerprint is kept."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from ouvreuse.accounts.actions.people import create_user, refuse_weak, renew_password
from ouvreuse.accounts.actions.trail import record
from ouvreuse.accounts.errors import LinkDead, TooManyAttempts
from ouvreuse.accounts.models import OneTimeLink, User
from ouvreuse.accounts.rules import PASSWORD_LIFE, SETUP_LIFE
from ouvreuse.kernel import clock, ids, text
from ouvreuse.notifications import actions as notifications

Purpose = OneTimeLink.Purpose
COOL_DOWN = timedelta(minutes=15)  # anybody may type anybody's address
MOST_OF_AN_ADDRESS, MOST_OF_A_NETWORK = 3, 30


def _make(purpose: Purpose, *, life: timedelta, user: User | None = None) -> str:
    """A fresh link's token; the one before is dead."""
    now, token = clock.now(), ids.new_secret()
    OneTimeLink.objects.filter(purpose=purpose, user=user, ended_at=None).update(ended_at=now)
    OneTimeLink.objects.create(
        purpose=purpose,
        fingerprint=ids.fingerprint(token),
        user=user,
        created_at=now,
        expires_at=now + life,
    )
    return token


def _use(purpose: Purpose, token: str) -> OneTimeLink:
    """The link, locked and ended (inner). Raises ``LinkDead``."""
    now = clock.now()
    found = (
        OneTimeLink.objects.select_for_update()
        .filter(purpose=purpose, fingerprint=ids.fingerprint(token), ended_at=None, expires_at__gt=now)
        .first()
    )
    if found is None:
        raise LinkDead
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    return found


@transaction.atomic
def make_setup_link() -> tuple[str, datetime]:
    """The token of a fresh setup link and until when it opens. For who has the machine; the one before is dead."""
    token = _make(Purpose.SETUP, life=SETUP_LIFE)
    record("make_setup_link", subject="installation")
    return token, clock.now() + SETUP_LIFE


@transaction.atomic
def use_setup_link(token: str, *, email: str, name: str, password: str, language: str) -> int:
    """Make the account that sees the whole chain, or give one back to its owner; returns the user's id.

    Who has the machine has everything: an address that has an account gets the new password and the right.
    Raises ``LinkDead``, ``WeakPassword``, ``ValueError`` for an address that is none.
    """
    _use(Purpose.SETUP, token)
    canonical = text.canonical_email(email)
    user = User.objects.select_for_update().filter(email=canonical).first()
    if user is None:
        refuse_weak(password, about=(canonical, name))
        made = create_user(canonical, name=name, password=password, language=language, operator=True)
    else:
        user.name, user.language, user.is_active, user.is_operator = text.one_line(name), language, True, True
        user.save(update_fields=["name", "language", "is_active", "is_operator"])
        renew_password(user, password)
        made = int(user.pk)
    record("use_setup_link", subject=f"user:{made}", actor=made, actor_label="staff")
    return made


@transaction.atomic(durable=True)
def ask_new_password(email: str, *, language: str, path: str, network: str) -> None:
    """Have a link mailed to this address, if somebody of the staff has it: a job finds out, so that the answer and
    its time are the same for all (ACC-04).

    ``path`` of the page with ``{token}`` in it; ``network`` the visitor's address. Raises ``TooManyAttempts`` and
    ``ValueError`` for an address that is none.
    """
    canonical = text.canonical_email(email)
    for key, most in (
        (f"network:{network}", MOST_OF_A_NETWORK),
        (f"address:{canonical}", MOST_OF_AN_ADDRESS),
    ):
        if not notifications.ask(_quota(key), most=most, within=COOL_DOWN):
            raise TooManyAttempts(minutes=int(COOL_DOWN.total_seconds() // 60))
    _defer(email=canonical, language=language, path=path)


def _quota(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"password {key}".encode(), hashlib.sha256).hexdigest()


def _defer(**arguments: str) -> None:
    from procrastinate.contrib.django import app

    app.configure_task("accounts.mail_new_password", queue="mail").defer(**arguments)


@transaction.atomic
def mail_new_password(email: str, *, language: str, path: str) -> bool:
    """Mail the link; False when nobody works here under this address."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return False
    token = _make(Purpose.PASSWORD, life=PASSWORD_LIFE, user=user)
    notifications.queue(
        "accounts/mail/password",
        dedupe_key=f"password:{ids.fingerprint(token)}",
        address=user.email,
        language=language,
        recipient=f"user:{user.pk}",
        facts={"name": user.name, "hours": int(PASSWORD_LIFE.total_seconds() // 3600)},
        secrets={"link": settings.BASE_URL + path.format(token=token)},
        send_before=clock.now() + PASSWORD_LIFE,
    )
    return True


@transaction.atomic
def set_password(token: str, *, password: str) -> int:
    """Use a mailed link; every session of the person ends. Returns the user's id.

    Raises ``LinkDead`` and ``WeakPassword`` (the link then lives on).
    """
    user = _use(Purpose.PASSWORD, token).user
    if user is None or not user.is_active:
        raise LinkDead
    renew_password(User.objects.select_for_update().get(pk=user.pk), password)
    record("change_password", subject=f"user:{user.pk}", actor=int(user.pk), actor_label="staff")
    return int(user.pk)
