"""What follows when a film turns out otherwise; here, since only booking knows what is sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.queries.film_effects import Touched, film_effects
from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.models import Film
from ouvreuse.programme import actions as programme
from ouvreuse.programme.errors import ScreenOccupied
from ouvreuse.programme.models import Screening


@dataclass(frozen=True, slots=True)
class Retimed:
    """What was re-timed, and what stays because it would run into another or because it is on sale."""

    done: tuple[Touched, ...]
    clashing: tuple[Touched, ...]
    on_sale: tuple[Touched, ...]


@transaction.atomic
def retime_film(film: int, *, actor: int | None, actor_label: str = "staff") -> Retimed:
    """Give the screenings of a film not yet on sale the times its running time asks for.

    One that would run into the next stays as it is and is named. Raises ``FilmUnknown``.
    """
    row = Film.objects.select_for_update(of=("self",)).filter(id=film).first()
    if row is None:
        raise FilmUnknown(film=film)
    moving = [each for each in film_effects(film, runtime_min=row.runtime_min) if each.moves]
    free = [each for each in moving if not each.on_sale and not each.orders]
    done = [each for each in free if _retime(each)]
    if done:
        accounts.record(
            "retime_film", subject=f"film:{film}", actor=actor, actor_label=actor_label,
            facts={"after": {"runtime_min": row.runtime_min, "screenings": [each.id for each in done]}},
        )  # fmt: skip
    return Retimed(tuple(done), _but(free, done), _but(moving, free))


def _but(all_of: Sequence[Touched], these: Sequence[Touched]) -> tuple[Touched, ...]:
    return tuple(each for each in all_of if each not in these)


def _retime(touched: Touched) -> bool:
    row = Screening.objects.get(id=touched.id)
    plan = programme.Plan(
        screen=row.screen_id,
        version=row.version_id,
        price_version=row.price_version_id,
        starts_at=row.starts_at,
        pre_show_min=row.pre_show_min,
        turnaround_min=row.turnaround_min,
        note_fr=row.note_fr,
        note_en=row.note_en,
        external_ref=row.external_ref,
    )
    try:
        programme.replan_screenings({row.id: plan})
    except ScreenOccupied:
        return False
    return True
