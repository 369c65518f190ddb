"""People of the staff for tests, and their browsers."""

from __future__ import annotations

from django.test import Client

from ouvreuse.accounts.models import User
from ouvreuse.kernel import clock
from ouvreuse.venues import actions


def member(name: str, *, cinema: int | None = None, role: str = "usher", operator: bool = False) -> User:
    """A person with a role in a cinema, or none; ``operator``: one who sees the whole chain.

    Without a password (its hash is slow on purpose): they enter by ``browser``.
    """
    user = User.objects.create(
        email=f"{name}@example.org", name=name.title(), is_operator=operator, created_at=clock.now()
    )
    if cinema is not None:
        actions.grant_role(user.id, cinema=cinema, role=role)
    return user


def browser(user: User | None = None, *, csrf: bool = False) -> Client:
    """A browser on this site, signed in as a person."""
    client = Client(SERVER_NAME="localhost", HTTP_ORIGIN="http://localhost", enforce_csrf_checks=csrf)
    if user is not None:
        client.force_login(user)
    return client
