"""A one-time link for who has the machine, and what still prevents opening."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse
from django.utils.translation import override

from ouvreuse.accounts.actions import make_setup_link
from ouvreuse.booking.queries.opening import opening
from ouvreuse.booking.words import say_missing
from ouvreuse.kernel.terminal import bilingual, language
from ouvreuse.ops.management.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = bilingual(
        fr="Donne un lien à usage unique pour ouvrir le premier compte, et dit ce qui manque encore pour ouvrir.",
        en="Give a one-time link to open the first account, and say what still prevents opening.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--link-only",
            action="store_true",
            help=bilingual(fr="n'écrire que le lien", en="print nothing but the link"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        token, _until = make_setup_link()
        with override(language()):
            link = settings.BASE_URL + reverse("backoffice:first", kwargs={"token": token})
        self.stdout.write(link)
        if options["link_only"]:
            return
        self.stdout.write(
            bilingual(
                fr="Il s'ouvre une fois, dans les 24 heures ; celui d'avant ne vaut plus.",
                en="It opens once, within 24 hours; the one before is dead.",
            )
        )
        missing = opening()
        head = bilingual(fr="Ce qui manque encore pour ouvrir :", en="What still prevents opening:")
        none = bilingual(fr="Il ne manque rien pour ouvrir.", en="Nothing prevents opening.")
        self.stdout.write(head if missing else none)
        for each in missing:
            self.stdout.write(f"  - {say_missing(each, language=language())}")
        self.stdout.write(
            bilingual(
                fr="Rappel : Ouvreuse n'est ni homologué par le CNC, ni certifié comme caisse.",
                en="Remember: Ouvreuse is neither homologated by the CNC nor certified as a till.",
            )
        )
