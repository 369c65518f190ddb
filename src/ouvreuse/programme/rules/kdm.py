"""What a KDM says openly (SMPTE ST 430-1): its window, its copy, its title. Key material is never looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from ouvreuse.programme.errors import KeyUnreadable

MOST_BYTES = 1024 * 1024
ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
WANTED = {
    "MessageId": "message",
    "CompositionPlaylistId": "composition",
    "ContentTitleText": "title",
    "ContentKeysNotValidBefore": "opens",
    "ContentKeysNotValidAfter": "closes",
}


@dataclass(frozen=True, slots=True)
class KdmFacts:
    """Instants are aware; `message` and `composition` are UUIDs without `urn:uuid:`."""

    message: str
    composition: str
    title: str
    opens_at: datetime
    closes_at: datetime


def read_kdm(data: bytes) -> KdmFacts:
    """Read the public part. Raises `KeyUnreadable`: too big, no XML, entities, a part missing, no zone, a window
    that closes before it opens."""
    if len(data) > MOST_BYTES or ENTITIES.search(data):
        raise KeyUnreadable
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - without document type there are no entities
        found = _public(root)
        opens, closes = (datetime.fromisoformat(found[name]) for name in ("opens", "closes"))
    except (ElementTree.ParseError, ValueError, KeyError, RecursionError):
        raise KeyUnreadable from None
    if opens.utcoffset() is None or closes.utcoffset() is None or closes <= opens:
        raise KeyUnreadable
    message, composition = (found[name].removeprefix("urn:uuid:")[:60] for name in ("message", "composition"))
    return KdmFacts(message, composition, found["title"][:200], opens, closes)


def _public(root: ElementTree.Element) -> dict[str, str]:
    """The first of each wanted element of the public part, whatever its namespace."""
    found: dict[str, str] = {}
    for part in root.iter():
        name = WANTED.get(part.tag.rpartition("}")[2])
        if name and name not in found and (part.text or "").strip():
            found[name] = " ".join((part.text or "").split())
    return {name: found[name] for name in WANTED.values()}
