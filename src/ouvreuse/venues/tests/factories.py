"""People of the staff for tests, and their browsers."""

from __future__ import annotations

from django.test import Client

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.venues import actions

PASSWORD = "a long enough password"


def member(name: str, *, cinema: int | None = None, role: str = "usher", operator: bool = False) -> User:
    """A person with a role in a cinema, or none; ``operator``: one who sees the whole chain."""
    identity = accounts.create_user(
        f"{name}@example.org", name=name.title(), password=PASSWORD, operator=operator
    )
    if cinema is not None:
        actions.grant_role(identity, cinema=cinema, role=role)
    return User.objects.get(id=identity)


def browser(user: User | None = None, *, csrf: bool = False) -> Client:
    """A browser on this site, signed in as a person."""
    client = Client(SERVER_NAME="localhost", HTTP_ORIGIN="http://localhost", enforce_csrf_checks=csrf)
    if user is not None:
        client.force_login(user)
    return client
