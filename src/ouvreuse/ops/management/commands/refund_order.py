"""Refund an order, whole or by ticket."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from ouvreuse.booking import actions, queries
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.words import say
from ouvreuse.kernel.terminal import amount, bilingual, language
from ouvreuse.ops.management.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = bilingual(
        fr="Rembourse les billets d'une commande : annulés, leurs places reviennent en vente, l'argent est rendu.",
        en="Refund the tickets of an order: they become void, seats go back on sale, the money is given back.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "code",
            help=bilingual(
                fr="le code de la commande, comme K7PQ-9M2X", en="the order's code, like K7PQ-9M2X"
            ),
        )
        parser.add_argument(
            "--reason",
            required=True,
            help=bilingual(
                fr="gardé dans les traces et sur la commande", en="kept in the trail and on the order"
            ),
        )
        parser.add_argument(
            "--ticket",
            type=int,
            action="append",
            metavar="N",
            help=bilingual(fr="ce billet seulement (répétable)", en="only this ticket (repeatable)"),
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help=bilingual(
                fr="redemander à la banque les remboursements de cette commande qui ont échoué",
                en="ask the bank again for refunds of this order that failed",
            ),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            order = queries.order_by_code(options["code"])
            if options["again"]:
                cents = actions.refund_again(order, reason=options["reason"])
            elif queries.order_view(order).state == "review":
                cents = actions.return_money(order, reason=options["reason"])
            else:
                tickets = _tickets(order, options["ticket"])
                cents = actions.refund_tickets(order, reason=options["reason"], tickets=tickets)
        except BookingError as refusal:
            raise CommandError(say(refusal, language=language())) from refusal
        self.stdout.write(
            bilingual(fr=f"{amount(cents)} EUR seront rendus.", en=f"{amount(cents)} EUR will be given back.")
        )


def _tickets(order: UUID, numbers: list[int] | None) -> list[UUID] | None:
    if not numbers:
        return None
    by_number = {ticket.number: ticket.id for ticket in queries.order_view(order).tickets}
    if unknown := sorted(set(numbers) - set(by_number)):
        known = ", ".join(map(str, sorted(by_number)))
        raise CommandError(
            bilingual(
                fr=f"la commande n'a pas de billet {unknown[0]} ; elle a {known}",
                en=f"the order has no ticket {unknown[0]}; it has {known}",
            )
        )
    return [by_number[number] for number in numbers]
