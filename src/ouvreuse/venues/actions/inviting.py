"""Invitations: a link mailed to an address, that opens once and makes its owner one of the team."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.kernel import clock, ids, text
from ouvreuse.notifications import actions as notifications
from ouvreuse.venues import rules
from ouvreuse.venues.actions.team import grant_role
from ouvreuse.venues.errors import AlreadyThere, InvitationDead, NotYours, RoleUnknown
from ouvreuse.venues.models import Cinema, Invitation, Membership

SUBJECT: Final = "invitation:{0}"


@transaction.atomic
def invite(
    email: str,
    *,
    cinema: int,
    roles: frozenset[str],
    language: str,
    actor: int,
    held: frozenset[str],
    path: str,
) -> int:
    """Ask a person to join the team; an earlier invitation to the address is replaced. Returns its id.

    ``held``: the roles of the one who asks; ``path`` of the page, with ``{token}`` in it. Raises ``NotYours``
    (BO-04), ``RoleUnknown``, ``AlreadyThere``, ``ValueError`` for an address that is none.
    """
    address = text.canonical_email(email)
    _may_invite(roles, held=held)
    if Membership.objects.filter(user__email=address, user__is_active=True, cinema_id=cinema).exists():
        raise AlreadyThere
    now, token = clock.now(), ids.new_secret()
    _waiting().filter(cinema_id=cinema, email=address).update(withdrawn_at=now)
    row = Invitation.objects.create(
        cinema_id=cinema, email=address, roles=sorted(roles), language=language,
        fingerprint=ids.fingerprint(token), invited_by_id=actor, created_at=now, expires_at=now + rules.INVITATION_LIFE,
    )  # fmt: skip
    accounts.record(
        "invite", subject=SUBJECT.format(row.id), actor=actor, actor_label="staff", cinema=cinema,
        facts={"roles": row.roles},
    )  # fmt: skip
    _mail(row, token=token, path=path)
    return row.id


@transaction.atomic
def resend_invitation(
    invitation: int, *, cinema: int, actor: int, held: frozenset[str], path: str
) -> datetime:
    """Mail a fresh link; the one before is dead. Returns until when it opens.

    Raises ``InvitationDead`` and ``NotYours``.
    """
    row = _one(invitation, cinema=cinema)
    _may_invite(frozenset(row.roles), held=held)
    now, token = clock.now(), ids.new_secret()
    row.fingerprint, row.expires_at = ids.fingerprint(token), now + rules.INVITATION_LIFE
    row.save(update_fields=["fingerprint", "expires_at"])
    accounts.record(
        "resend_invitation", subject=SUBJECT.format(row.id), actor=actor, actor_label="staff", cinema=cinema
    )
    _mail(row, token=token, path=path)
    return row.expires_at


@transaction.atomic
def withdraw_invitation(invitation: int, *, cinema: int, actor: int) -> None:
    """The link opens no more. Raises ``InvitationDead``."""
    row = _one(invitation, cinema=cinema)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    accounts.record(
        "withdraw_invitation", subject=SUBJECT.format(row.id), actor=actor, actor_label="staff", cinema=cinema
    )


@transaction.atomic
def accept_invitation(token: str, *, name: str = "", password: str = "", language: str = "fr") -> int:
    """Join the team; returns the user's id. Who works here already needs no name and no password.

    Raises ``InvitationDead``, and what ``accounts.admit_person`` raises: the link then lives on.
    """
    now = clock.now()
    row = (
        _waiting().filter(fingerprint=ids.fingerprint(token), expires_at__gt=now).select_for_update().first()
    )
    if row is None:
        raise InvitationDead
    user = User.objects.filter(email=row.email, is_active=True).values_list("id", flat=True).first()
    if user is None:
        user = accounts.admit_person(row.email, name=name, password=password, language=language)
    row.accepted_at = now
    row.save(update_fields=["accepted_at"])
    accounts.record(
        "accept_invitation",
        subject=SUBJECT.format(row.id),
        actor=user,
        actor_label="staff",
        cinema=row.cinema_id,
    )
    for role in row.roles:
        grant_role(user, cinema=row.cinema_id, role=role, actor=row.invited_by_id, actor_label="staff")
    return user


def _waiting() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def _one(invitation: int, *, cinema: int) -> Invitation:
    row = _waiting().filter(id=invitation, cinema_id=cinema).select_for_update().first()
    if row is None:
        raise InvitationDead
    return row


def _may_invite(roles: frozenset[str], *, held: frozenset[str]) -> None:
    if not roles:
        raise RoleUnknown
    for role in sorted(roles):
        if role not in rules.ROLES:
            raise RoleUnknown(role=role)
        if not rules.may_grant(role, held=held):
            raise NotYours(role=role)


def _mail(row: Invitation, *, token: str, path: str) -> None:
    cinema = Cinema.objects.get(id=row.cinema_id)
    inviter = User.objects.get(id=row.invited_by_id)
    notifications.queue(
        "venues/mail/invitation",
        dedupe_key=f"invitation:{row.fingerprint}",
        address=row.email,
        language=row.language,
        recipient=SUBJECT.format(row.id),
        facts={"by": inviter.name, "place": f"{cinema.name}, {cinema.town}", "roles": row.roles, "days": 7},
        secrets={"link": settings.BASE_URL + path.format(token=token)},
        send_before=row.expires_at,
    )
