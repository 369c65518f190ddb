"""What is asked before a film is saved: is it there already, and what would the change touch?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouvreuse.backoffice.films.touching import Line, lines
from ouvreuse.booking.queries.film_effects import Touched, film_effects
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.queries import Alike, films_alike

GUARDED = ("classification", "runtime_min")


@dataclass(frozen=True, slots=True)
class Question:
    """``mark`` names what was shown: when that changes meanwhile, it is asked again."""

    text: str
    mark: str
    touched: tuple[Touched, ...] = ()
    alike: tuple[Alike, ...] = ()
    retimes: bool = False

    @property
    def lines(self) -> list[Line]:
        """The screenings with their pages."""
        return lines(self.touched)

    @property
    def orders(self) -> int:
        """Orders that bought what changes."""
        return sum(each.orders for each in self.touched)


def questions_about(film: Film, *, typed: Mapping[str, Any], before: Mapping[str, Any]) -> Question | None:
    """The question a form raises, if any."""
    if film.pk is None:
        return _is_it_there(typed)
    changed = [name for name in GUARDED if typed.get(name) != before.get(name)]
    if not changed:
        return None
    touched = film_effects(film.pk, runtime_min=typed.get("runtime_min"))
    if "classification" not in changed:
        touched = tuple(each for each in touched if each.moves)
    if not touched:
        return None
    text = ngettext(
        "This changes %(count)s coming screening. Look at it below, then save again.",
        "This changes %(count)s coming screenings. Look at them below, then save again.",
        len(touched),
    ) % {"count": len(touched)}
    retimes = "runtime_min" in changed and any(each.moves and not each.on_sale for each in touched)
    shown = [(each.id, str(each.occupied_until), each.orders, each.on_sale) for each in touched]
    wanted = [str(typed.get(name)) for name in GUARDED]
    return Question(text, _mark(wanted, shown), touched, retimes=retimes)


def _is_it_there(typed: Mapping[str, Any]) -> Question | None:
    alike = films_alike(
        title=typed["title"],
        visa=typed.get("visa_number") or "",
        tmdb_id=typed.get("tmdb_id"),
        year=typed.get("year"),
    )
    if not alike:
        return None
    text = _("This film may be in the catalogue already. If yours is another one, save again.")
    return Question(text, _mark([each.id for each in alike]), alike=alike)


def _mark(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
