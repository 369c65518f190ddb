"""Operators, cinemas and screens."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock, text
from ouvreuse.venues.errors import BadZone, NameTaken, ScreenInUse, ScreenUnknown
from ouvreuse.venues.models import Cinema, Operator, Screen


def create_operator(name: str, *, legal_name: str = "", **details: str) -> int:
    """Make the legal person that runs cinemas; returns its id.

    ``details``: siren, vat_number, publisher, host, mediator.
    """
    row = Operator.objects.create(name=text.one_line(name), legal_name=text.one_line(legal_name), **details)
    return row.id


def create_cinema(
    operator: int,
    *,
    name: str,
    town: str,
    slug: str = "",
    zone: str = "Europe/Paris",
    territory: str = Cinema.Territory.METROPOLITAN,
    **details: str,
) -> int:
    """Make a cinema; returns its id. ``details``: address, postcode, phone, email, cnc_authorisation, access_fr/en.

    Raises ``BadZone`` and ``NameTaken``.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise BadZone(zone=zone) from problem
    short = slug or text.slug(name)
    try:
        with transaction.atomic():
            return Cinema.objects.create(
                operator_id=operator, slug=short, name=text.one_line(name), town=text.one_line(town), zone=zone,
                territory=territory, **details,
            ).id  # fmt: skip
    except IntegrityError as problem:
        raise NameTaken(slug=short) from problem


def create_screen(
    cinema: int, *, number: int, name: str = "", free_seating: bool = False, formats: Iterable[str] = ("2D",)
) -> int:
    """Make a screen; it can be programmed once it has a seat map. Returns its id. Raises ``NameTaken``."""
    try:
        with transaction.atomic():
            return Screen.objects.create(
                cinema_id=cinema, number=number, name=text.one_line(name) or f"Salle {number}",
                free_seating=free_seating, formats=list(formats),
            ).id  # fmt: skip
    except IntegrityError as problem:
        raise NameTaken(number=number) from problem


@transaction.atomic
def close_screen(screen: int, *, actor: int | None = None, actor_label: str = "staff") -> None:
    """No screening is planned here any more (inner: ``programme.actions.close_screen`` looks at what is planned).

    Raises ``ScreenUnknown``.
    """
    row = _screen(screen)
    if row.closed_at is None:
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        _told("close_screen", row, actor, actor_label)


@transaction.atomic
def reopen_screen(screen: int, *, actor: int | None = None, actor_label: str = "staff") -> None:
    """Screenings may be planned here again. Raises ``ScreenUnknown``."""
    row = _screen(screen)
    if row.closed_at is not None:
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        _told("reopen_screen", row, actor, actor_label)


@transaction.atomic
def delete_screen(screen: int, *, actor: int | None = None, actor_label: str = "staff") -> None:
    """Take away a screen that was made by mistake. Raises ``ScreenUnknown``, and ``ScreenInUse`` for one that has a
    plan or a screening: the role of the application may not erase those."""
    row = _screen(screen)
    if row.seat_maps.exists():
        raise ScreenInUse(screen=screen)
    _told("delete_screen", row, actor, actor_label)
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError) as problem:
        raise ScreenInUse(screen=screen) from problem


def _screen(screen: int) -> Screen:
    row = Screen.objects.select_for_update(of=("self",)).filter(id=screen).first()
    if row is None:
        raise ScreenUnknown(screen=screen)
    return row


def _told(verb: str, row: Screen, actor: int | None, actor_label: str) -> None:
    accounts.record(
        verb, subject=f"screen:{row.id}", actor=actor, actor_label=actor_label, cinema=row.cinema_id,
        facts={"number": row.number, "name": row.name},
    )  # fmt: skip
