"""What a source offers for a film, beside what is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ouvreuse.backoffice.films.forms.film import FilmForm
from ouvreuse.catalogue.actions.completing import FETCHED, PEOPLE
from ouvreuse.catalogue.flows import POSTER
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.providers.tmdb import Told
from ouvreuse.kernel import text
from ouvreuse.ui.templatetags.ui_tags import long_day


@dataclass(frozen=True, slots=True)
class Offer:
    """A fact: what is there, what the source says; ``open``: it is empty, so that it may be filled."""

    name: str
    label: str
    now: str
    told: str
    open: bool


def offers(told: Told, *, film: Film | None, people: Collection[str]) -> list[Offer]:
    """The facts the source knows."""
    made = []
    for name in (*FETCHED, *PEOPLE):
        value = getattr(told, name)
        if not value or name == "tmdb_id":
            continue
        now = getattr(film, name, None) if film else None
        there = bool(now) or (name in PEOPLE and PEOPLE[name] in people)
        label = FilmForm.base_fields[name].label
        made.append(
            Offer(name, str(label), _shown(now) or (_("there") if there else ""), _shown(value), not there)
        )
    if told.poster_path:
        there = bool(film and film.poster_id)
        made.append(Offer(POSTER, _("Poster"), _("there") if there else "", told.poster_path, not there))
    return made


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, date):
        return long_day(value)
    return "" if value is None else text.cut(str(value), length=300)
