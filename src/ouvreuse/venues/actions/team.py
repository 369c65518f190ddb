"""Who may do what in a cinema."""

from __future__ import annotations

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.venues.errors import CinemaUnknown, RoleUnknown
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
