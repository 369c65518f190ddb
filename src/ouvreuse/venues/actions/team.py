"""The team of a cinema: roles are given and taken back, people leave."""

from __future__ import annotations

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.venues import rules
from ouvreuse.venues.errors import CinemaUnknown, LastOwner, NotYours, PersonUnknown, RoleUnknown, YourselfOut
from ouvreuse.venues.models import Cinema, Membership


@transaction.atomic
def grant_role(
    user: int, *, cinema: int, role: str, actor: int | None = None, actor_label: str = "cli"
) -> bool:
    """Give a person a role in a cinema; False when they had it. Raises ``RoleUnknown`` and ``CinemaUnknown``."""
    if role not in Membership.Role.values:
        raise RoleUnknown(role=role)
    if not Cinema.objects.filter(id=cinema).exists():
        raise CinemaUnknown(cinema=cinema)
    _, fresh = Membership.objects.get_or_create(user_id=user, cinema_id=cinema, role=role)
    if fresh:
        accounts.record(
            "grant_role", subject=f"user:{user}", actor=actor, actor_label=actor_label, cinema=cinema,
            facts={"role": role},
        )  # fmt: skip
    return fresh


@transaction.atomic
def revoke_role(
    user: int, *, cinema: int, role: str, actor: int | None = None, actor_label: str = "cli"
) -> bool:
    """Take a role back; it no longer counts from the next request on. False when the person did not have it."""
    gone, _ = Membership.objects.filter(user_id=user, cinema_id=cinema, role=role).delete()
    if gone:
        accounts.record(
            "revoke_role", subject=f"user:{user}", actor=actor, actor_label=actor_label, cinema=cinema,
            facts={"role": role},
        )  # fmt: skip
    return bool(gone)


@transaction.atomic
def set_roles(
    user: int, *, cinema: int, roles: frozenset[str], actor: int, held: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Make these the roles of a person of the team; returns (given, taken back).

    ``held``: what the one who asks holds there. Who has other roles there, or loses all of them, is the business of
    ``leave``. Raises ``NotYours`` (BO-04), ``YourselfOut``, ``LastOwner``, ``PersonUnknown``, ``RoleUnknown``.
    """
    if unknown := roles - frozenset(rules.ROLES):
        raise RoleUnknown(role=min(unknown))
    now = _locked_team(cinema).get(user)
    if not now or not roles:
        raise PersonUnknown(user=user)
    given, taken = roles - now, now - roles
    _refuse_what_is_not_theirs(given | taken, held=held)
    if user == actor and "manage_team" not in rules.actions_of(roles):
        raise YourselfOut
    if "owner" in taken:
        _keep_an_owner(cinema, without=user)
    for role in sorted(given):
        grant_role(user, cinema=cinema, role=role, actor=actor, actor_label="staff")
    for role in sorted(taken):
        revoke_role(user, cinema=cinema, role=role, actor=actor, actor_label="staff")
    return given, taken


@transaction.atomic
def leave(user: int, *, cinema: int, actor: int, held: frozenset[str]) -> bool:
    """A person leaves a cinema; who works nowhere any more has their account closed, sessions included.

    Returns whether it was closed. Raises ``NotYours``, ``YourselfOut``, ``LastOwner``, ``PersonUnknown``.
    """
    roles = _locked_team(cinema).get(user)
    if not roles:
        raise PersonUnknown(user=user)
    if user == actor:
        raise YourselfOut
    _refuse_what_is_not_theirs(roles, held=held)
    if "owner" in roles:
        _keep_an_owner(cinema, without=user)
    for role in sorted(roles):
        revoke_role(user, cinema=cinema, role=role, actor=actor, actor_label="staff")
    elsewhere = Membership.objects.filter(user_id=user).exists()
    if elsewhere or User.objects.filter(id=user, is_operator=True).exists():
        return False
    return accounts.deactivate(user, actor=actor)


def _locked_team(cinema: int) -> dict[int, frozenset[str]]:
    """The roles of each person of the cinema; nobody else changes them until the transaction ends."""
    if Cinema.objects.select_for_update(no_key=True).filter(id=cinema).first() is None:
        raise CinemaUnknown(cinema=cinema)
    team: dict[int, set[str]] = {}
    for user, role in Membership.objects.filter(cinema_id=cinema).values_list("user_id", "role"):
        team.setdefault(user, set()).add(role)
    return {user: frozenset(roles) for user, roles in team.items()}


def _refuse_what_is_not_theirs(roles: frozenset[str], *, held: frozenset[str]) -> None:
    for role in sorted(roles):
        if not rules.may_grant(role, held=held):
            raise NotYours(role=role)


def _keep_an_owner(cinema: int, *, without: int) -> None:
    others = Membership.objects.filter(cinema_id=cinema, role="owner", user__is_active=True)
    if not others.exclude(user_id=without).exists():
        raise LastOwner(cinema=cinema)
