"""Give a person access: makes the account if needed, adds a role in a cinema."""

from __future__ import annotations

import secrets
import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.kernel import terminal, text
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.ops.management.operator_command import OperatorCommand
from ouvreuse.venues import actions, queries
from ouvreuse.venues.errors import VenueError
from ouvreuse.venues.rules import ROLES
from ouvreuse.venues.words import say

SHORTEST = 10


class Command(OperatorCommand):
    help = bilingual(
        fr="Ajoute une personne à l'équipe, ou un rôle à quelqu'un. "
        "Un nouveau compte reçoit un mot de passe affiché, ou celui qui est donné.",
        en="Add a person of the staff, or a role to one. "
        "A new account gets a printed password, or the one given.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--name",
            default="",
            help=bilingual(fr="nécessaire pour un nouveau compte", en="needed for a new account"),
        )
        parser.add_argument(
            "--role", choices=sorted(ROLES), help=bilingual(fr="avec --cinema", en="with --cinema")
        )
        parser.add_argument(
            "--cinema",
            metavar=bilingual(fr="NOM-COURT", en="SLUG"),
            help=bilingual(fr="où le rôle compte", en="where the role counts"),
        )
        parser.add_argument(
            "--operator",
            action="store_true",
            help=bilingual(
                fr="un nouveau compte qui voit tous les cinémas", en="a new account that sees every cinema"
            ),
        )
        parser.add_argument("--language", choices=["fr", "en"], default="fr")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help=bilingual(
                fr="lire le mot de passe sur l'entrée standard", en="read the password from standard input"
            ),
        )

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["role"]) != bool(options["cinema"]):
            raise CommandError(
                bilingual(fr="--role et --cinema vont ensemble", en="--role and --cinema go together")
            )
        try:
            email = text.canonical_email(options["email"])
            cinema = queries.cinema_by_slug(options["cinema"]) if options["cinema"] else None
        except VenueError as problem:
            raise CommandError(say(problem, language=terminal.language())) from problem
        except ValueError as problem:
            raise CommandError(
                bilingual(fr="cette adresse e-mail n'est pas valable", en=str(problem))
            ) from problem
        user = User.objects.filter(email=email).first()
        identity = int(user.pk) if user else self._create(email, options)
        if cinema is not None:
            actions.grant_role(identity, cinema=cinema.id, role=options["role"])
            role, place = options["role"], cinema.name
            self.stdout.write(bilingual(fr=f"{role} pour {place}", en=f"{role} of {place}"))

    def _create(self, email: str, options: dict[str, Any]) -> int:
        if not options["name"].strip():
            raise CommandError(
                bilingual(fr="un nouveau compte demande --name", en="a new account needs --name")
            )
        given = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ""
        if options["password_stdin"] and len(given) < SHORTEST:
            raise CommandError(
                bilingual(
                    fr=f"un mot de passe a au moins {SHORTEST} caractères",
                    en=f"a password has at least {SHORTEST} characters",
                )
            )
        password = given or secrets.token_urlsafe(12)
        identity = accounts.create_user(
            email, name=text.one_line(options["name"]), password=password, language=options["language"],
            operator=options["operator"],
        )  # fmt: skip
        made = bilingual(fr=f"compte de {email} créé", en=f"account of {email} made")
        told = bilingual(fr=f", mot de passe {password}", en=f", password {password}")
        self.stdout.write(made if given else f"{made}{told}")
        return identity
