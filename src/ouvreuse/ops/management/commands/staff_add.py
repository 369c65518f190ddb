"""Give a person access: makes the account if needed, adds a role in a cinema."""

from __future__ import annotations

import secrets
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.kernel import text
from ouvreuse.venues import actions, queries
from ouvreuse.venues.errors import VenueError
from ouvreuse.venues.words import say

SHORTEST = 10


class Command(BaseCommand):
    help = "Add a person of the staff, or a role to one. A new account gets a printed password, or the one given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="needed for a new account")
        parser.add_argument("--role", choices=sorted(queries.ROLES), help="with --cinema")
        parser.add_argument("--cinema", metavar="SLUG", help="where the role counts")
        parser.add_argument("--operator", action="store_true", help="a new account that sees every cinema")
        parser.add_argument("--language", choices=["fr", "en"], default="fr")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["role"]) != bool(options["cinema"]):
            raise CommandError("--role and --cinema go together")
        try:
            email = text.canonical_email(options["email"])
            cinema = queries.cinema_by_slug(options["cinema"]) if options["cinema"] else None
        except (ValueError, VenueError) as problem:
            raise CommandError(
                say(problem, language="en") if isinstance(problem, VenueError) else str(problem)
            ) from problem
        user = User.objects.filter(email=email).first()
        identity = int(user.pk) if user else self._create(email, options)
        if cinema is not None:
            actions.grant_role(identity, cinema=cinema.id, role=options["role"])
            self.stdout.write(f"{options['role']} of {cinema.name}")

    def _create(self, email: str, options: dict[str, Any]) -> int:
        if not options["name"].strip():
            raise CommandError("a new account needs --name")
        given = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ""
        if options["password_stdin"] and len(given) < SHORTEST:
            raise CommandError(f"a password has at least {SHORTEST} characters")
        password = given or secrets.token_urlsafe(12)
        identity = accounts.create_user(
            email, name=text.one_line(options["name"]), password=password, language=options["language"],
            operator=options["operator"],
        )  # fmt: skip
        self.stdout.write(f"account of {email} made" + ("" if given else f", password {password}"))
        return identity
