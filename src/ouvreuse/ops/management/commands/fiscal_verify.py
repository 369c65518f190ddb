"""Check the book of sales from its first entry, and every series of rights from its first number."""

from __future__ import annotations

import sys
from typing import Any

from ouvreuse.fiscal.queries import BookReport, SeriesReport, verify
from ouvreuse.kernel.terminal import amount, bilingual
from ouvreuse.ops.management.operator_command import OperatorCommand


def problems(detail: object) -> dict[str, str]:
    """What can be wrong with an entry of the book."""
    return {
        "missing": bilingual(fr="cette écriture manque", en="this entry is missing"),
        "twice": bilingual(fr="son numéro figure deux fois", en="its number stands twice"),
        "link": bilingual(
            fr="elle n'est pas chaînée à la précédente", en="it is not chained to the entry before it"
        ),
        "altered": bilingual(fr="son contenu a été altéré", en="its content was altered"),
        "form": bilingual(fr="elle n'est pas sous sa forme canonique", en="it is not in canonical form"),
        "column": bilingual(
            fr=f"sa colonne {detail} ne dit pas ce que dit son contenu",
            en=f"its column {detail} does not say what its content says",
        ),
        "right_missing": bilingual(fr=f"son droit {detail} manque", en=f"its right {detail} is missing"),
        "right_altered": bilingual(
            fr=f"son droit {detail} a été altéré", en=f"its right {detail} was altered"
        ),
        "right_added": bilingual(
            fr=f"son contenu ne connaît pas de droit {detail}", en=f"its content knows no right {detail}"
        ),
        "cancellation_missing": bilingual(
            fr=f"son annulation du billet {detail} manque",
            en=f"its cancellation of ticket {detail} is missing",
        ),
        "cancellation_added": bilingual(
            fr=f"son contenu n'annule pas le billet {detail}",
            en=f"its content does not cancel ticket {detail}",
        ),
        "end": bilingual(
            fr="des écritures manquent à la fin, ou la tête du livre est une autre",
            en="entries are missing at the end, or the book's head is another",
        ),
    }


def gaps() -> dict[str, str]:
    """What can be wrong with a right of a series."""
    return {
        "missing": bilingual(fr="ce droit manque", en="this right is missing"),
        "twice": bilingual(fr="son numéro figure deux fois", en="its number stands twice"),
        "beyond": bilingual(
            fr="il dépasse le dernier numéro de la série", en="it is past the last number of the series"
        ),
        "orphan": bilingual(
            fr="aucune écriture du livre ne l'a délivré", en="no entry of the book issued it"
        ),
    }


class Command(OperatorCommand):
    help = bilingual(
        fr="Vérifie chaque livre et chaque série ; nomme la première écriture ou le premier droit rompu, "
        "code de sortie 1.",
        en="Verify every book and every series; names the first broken entry or right, exit code 1.",
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        books, series = verify()
        for book in books:
            self.stdout.write(_book_line(book))
        broken = [each for each in series if each.broken]
        for each in broken:
            self.stdout.write(_series_line(each))
        if series and not broken:
            rights = sum(each.last for each in series)
            self.stdout.write(
                bilingual(
                    fr=f"tient   {len(series)} séries sans trou : {rights} droits",
                    en=f"holds   {len(series)} series without gap: {rights} rights",
                )
            )
        if not books:
            self.stdout.write(
                bilingual(fr="Pas encore de livre : rien n'a été vendu.", en="No book yet: nothing was sold.")
            )
        if broken or any(book.broken for book in books):
            sys.exit(1)


def _book_line(book: BookReport) -> str:
    name = f"{book.cinema}, {_channel(book.channel)}"
    if book.broken:
        number, problem = book.broken.number, problems(book.broken.detail)[book.broken.problem]
        return bilingual(
            fr=f"ROMPU   {name} : écriture {number} : {problem}",
            en=f"BROKEN  {name}: entry {number}: {problem}",
        )
    sums = "".join(
        bilingual(
            fr=f", net {amount(net)} {currency}, en valeur absolue {amount(absolute)} {currency}",
            en=f", net {amount(net)} {currency}, absolute {amount(absolute)} {currency}",
        )
        for currency, (net, absolute) in book.sums.totals().items()
    )
    return bilingual(
        fr=f"tient   {name} : {book.length} écritures{sums}, tête {book.head[:16]}",
        en=f"holds   {name}: {book.length} entries{sums}, head {book.head[:16]}",
    )


def _series_line(each: SeriesReport) -> str:
    assert each.broken is not None  # noqa: S101 - only broken series have a line
    number, problem = each.broken.number, gaps()[each.broken.problem]
    return bilingual(
        fr=f"ROMPU   {each.cinema}, série {each.label} : droit {number} : {problem}",
        en=f"BROKEN  {each.cinema}, series {each.label}: right {number}: {problem}",
    )


def _channel(channel: str) -> str:
    french = {"web": "en ligne", "counter": "caisse"}
    return bilingual(fr=french.get(channel, channel), en=channel)
