"""Identifiers of works, each with its shape and its check characters (ISO 7064 mod 37,36; domain 7.2, T-17)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ouvreuse.catalogue.errors import IdentifierInvalid

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EIDR_PREFIX = "10.5240/"


def check_character(digits: str) -> str:
    """The check character of ISO 7064 mod 37,36 over hexadecimal digits."""
    product = 36
    for digit in digits:
        total = (product + ALPHABET.index(digit)) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(37 - product) % 36]


def isan(written: str) -> str:
    """``0000-0000-3A8D-0000-Z-0000-0000-6``, the version's part and the check characters being optional.

    Given check characters must be right, missing ones are added. Raises ``IdentifierInvalid``.
    """
    bare = re.sub(r"[\s-]|^ISAN:?", "", written.strip().upper())
    found = re.fullmatch(r"([0-9A-F]{16})([0-9A-Z]?)(?:([0-9A-F]{8})([0-9A-Z]?))?", bare)
    if not found:
        raise IdentifierInvalid(kind="ISAN", value=written[:60])
    work, version = found[1], found[3] or ""
    first = _checked(work, given=found[2], kind="ISAN", written=written)
    parts = [*(work[at : at + 4] for at in range(0, 16, 4)), first]
    if version:
        last = _checked(work + version, given=found[4] or "", kind="ISAN", written=written)
        parts += [version[:4], version[4:], last]
    return "-".join(parts)


def eidr(written: str) -> str:
    """``10.5240/7791-8534-2C23-9030-8610-5``. Raises ``IdentifierInvalid``."""
    bare = written.strip().upper().removeprefix("HTTPS://DOI.ORG/").removeprefix("DOI:")
    found = re.fullmatch(r"(?:10\.5240/)?((?:[0-9A-F]{4}-){4}[0-9A-F]{4})-([0-9A-Z])", bare)
    if not found:
        raise IdentifierInvalid(kind="EIDR", value=written[:60])
    check = _checked(found[1].replace("-", ""), given=found[2], kind="EIDR", written=written)
    return f"{EIDR_PREFIX}{found[1]}-{check}"


def imdb(written: str) -> str:
    """``tt0047478``, also from the address of its page. Raises ``IdentifierInvalid``."""
    found = re.search(r"\btt[0-9]{7,8}\b", written)
    if not found:
        raise IdentifierInvalid(kind="IMDb", value=written[:60])
    return found[0]


def visa(written: str) -> str:
    """A release visa: a number, as the CNC gives it; letters are of something else. Raises ``IdentifierInvalid``."""
    bare = re.sub(r"[\s.]", "", written)
    if not re.fullmatch(r"[0-9]{1,10}", bare):
        raise IdentifierInvalid(kind="visa", value=written[:60])
    return bare


CHECKS: dict[str, Callable[[str], str]] = {"isan": isan, "eidr": eidr, "imdb": imdb, "visa_number": visa}


def _checked(digits: str, *, given: str, kind: str, written: str) -> str:
    right = check_character(digits)
    if given and given != right:
        raise IdentifierInvalid(kind=kind, value=written[:60])
    return right
