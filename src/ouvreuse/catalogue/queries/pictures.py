"""Pictures as browsers ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.catalogue.models import Rendition, Still


@dataclass(frozen=True, slots=True)
class StillView:
    """A still of a film: its picture's digest and size, and what it shows."""

    id: int
    digest: str
    width: int
    height: int
    alt_fr: str
    alt_en: str

    def alt(self, language: str) -> str:
        """What it shows, in that language if it is said."""
        return (self.alt_en or self.alt_fr) if language.startswith("en") else self.alt_fr


def rendition(digest: str, *, width: int, format: str) -> bytes | None:
    """The bytes of a picture in one width and format, or nothing."""
    rows = Rendition.objects.filter(image_id=digest, width=width, format=format)
    body = rows.values_list("body", flat=True).first()
    return None if body is None else bytes(body)


def stills(film: int) -> tuple[StillView, ...]:
    """The stills of a film in their order; one statement."""
    rows = Still.objects.filter(film_id=film).order_by("rank", "id")
    facts = rows.values_list("id", "image_id", "image__width", "image__height", "alt_fr", "alt_en")
    return tuple(StillView(*row) for row in facts)
