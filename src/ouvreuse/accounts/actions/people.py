"""The people of the staff: they come, change what is theirs, and leave."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from ouvreuse.accounts import rules
from ouvreuse.accounts.actions.trail import record
from ouvreuse.accounts.errors import EmailTaken, WeakPassword, WrongCredentials
from ouvreuse.accounts.models import OneTimeLink, User
from ouvreuse.kernel import clock, text


def create_user(email: str, *, name: str, password: str, language: str = "fr", operator: bool = False) -> int:
    """Make a staff user; the password is kept as an Argon2id hash. Returns the user's id."""
    user = User(
        email=text.canonical_email(email),
        name=text.one_line(name),
        language=language,
        is_operator=operator,
        created_at=clock.now(),
    )
    user.set_password(password)
    user.save()
    return int(user.pk)


def refuse_weak(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Raises ``WeakPassword`` for a short, a common or a personal one."""
    if reason := rules.weakness(password, about=about):
        raise WeakPassword(reason)
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError as problem:
        raise WeakPassword("common") from problem


@transaction.atomic
def admit_person(email: str, *, name: str, password: str, language: str) -> int:
    """The account of who proved to own this address: a new one, or a closed one opened again. Returns its id.

    Raises ``WeakPassword``, and ``EmailTaken`` when the account is open: its owner signs in instead.
    """
    canonical = text.canonical_email(email)
    refuse_weak(password, about=(canonical, name))
    user = User.objects.select_for_update().filter(email=canonical).first()
    if user is None:
        made = create_user(canonical, name=name, password=password, language=language)
        record("join_team", subject=f"user:{made}", actor=made, actor_label="staff")
        return made
    if user.is_active:
        raise EmailTaken
    user.is_active, user.name, user.language = True, text.one_line(name), language
    user.set_password(password)
    user.save()
    record("join_team", subject=f"user:{user.pk}", actor=int(user.pk), actor_label="staff")
    return int(user.pk)


@transaction.atomic
def edit_self(user: int, *, name: str, language: str) -> None:
    """A person changes their name or the language of their letters."""
    row = User.objects.select_for_update().get(pk=user)
    before, after = (
        {"name": row.name, "language": row.language},
        {"name": text.one_line(name), "language": language},
    )
    if before == after:
        return
    row.name, row.language = after["name"], after["language"]
    row.save(update_fields=["name", "language"])
    record(
        "edit_self", subject=f"user:{user}", actor=user, actor_label="staff",
        facts={"before": before, "after": after},
    )  # fmt: skip


@transaction.atomic
def change_password(user: int, *, old: str, new: str) -> None:
    """A person changes their password; their other sessions end. Raises ``WrongCredentials``, ``WeakPassword``."""
    row = User.objects.select_for_update().get(pk=user)
    if not check_password(old, row.password):
        raise WrongCredentials
    renew_password(row, new)
    record("change_password", subject=f"user:{user}", actor=user, actor_label="staff")


def renew_password(user: User, password: str) -> None:
    """Give a locked row its new password; its sessions and waiting links end (inner). Raises ``WeakPassword``."""
    refuse_weak(password, about=(user.email, user.name))
    user.set_password(password)
    user.save(update_fields=["password"])
    OneTimeLink.objects.filter(user=user, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def deactivate(user: int, *, actor: int | None, actor_label: str = "staff") -> bool:
    """Close an account: its sessions end at the next request. False when it was closed."""
    row = User.objects.select_for_update().filter(pk=user, is_active=True).first()
    if row is None:
        return False
    row.is_active = row.is_operator = False
    row.save(update_fields=["is_active", "is_operator"])
    OneTimeLink.objects.filter(user=row, ended_at=None).update(ended_at=clock.now())
    record("close_account", subject=f"user:{user}", actor=actor, actor_label=actor_label)
    return True
