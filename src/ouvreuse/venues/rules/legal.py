"""What the law asks of an operator: numbers that can be checked, and texts made of what he answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

TEXTS: Final = Path(__file__).with_name("texts")


def siren_is_right(siren: str) -> bool:
    """Nine digits whose weighted sum ends in zero (Luhn), as INSEE gives them out."""
    if not re.fullmatch(r"[0-9]{9}", siren):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(siren))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def vat_number_of(siren: str) -> str:
    """The French VAT number of a SIREN: its key is twelve and three times the number, modulo 97."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def vat_number_is_right(number: str, *, siren: str) -> bool:
    """Two letters and digits as the Union writes them; a French one ends with the SIREN, a key of digits fits it."""
    if not number.startswith("FR"):
        return re.fullmatch(r"[A-Z]{2}(?=.*[0-9])[0-9A-Z]{2,13}", number) is not None
    found = re.fullmatch(r"FR([0-9A-HJ-NP-Z]{2})([0-9]{9})", number)
    if found is None or (siren and found[2] != siren):
        return False
    return not found[1].isdigit() or number == vat_number_of(found[2])


@dataclass(frozen=True, slots=True)
class Identity:
    """What the texts are made of. ``contact``: where customers write, may be empty."""

    name: str
    mediator: str
    contact: str = ""


def default_text(kind: str, *, language: str, identity: Identity) -> str:
    """Our wording of a text (``terms`` or ``privacy``); lines that begin with ``# `` are headings."""
    french = language.startswith("fr")
    template = _template(kind, "fr" if french else "en")
    unset = (
        "le médiateur dont le cinéma vous donne les coordonnées"
        if french
        else "the mediator whose address the cinema gives you"
    )
    where = f" ({identity.contact})" if identity.contact else ""
    return template.format(name=identity.name, mediator=identity.mediator or unset, contact=where).strip()


@lru_cache
def _template(kind: str, language: str) -> str:
    return (TEXTS / f"{kind}.{language}.txt").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or a paragraph."""

    text: str
    heading: bool


def blocks(body: str) -> list[Block]:
    """A text as a page shows it: a line that begins with ``#`` is a heading, an empty line ends a paragraph."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n|\n(?=#)|(?<=\n)(?=#)", body.replace("\r\n", "\n")):
        head, _, rest = (
            part.strip().partition("\n") if part.strip().startswith("#") else ("", "", part.strip())
        )
        if head:
            found.append(Block(head.lstrip("# ").strip(), heading=True))
        if rest.strip():
            found.append(Block(" ".join(rest.split("\n")).strip(), heading=False))
    return [block for block in found if block.text]
