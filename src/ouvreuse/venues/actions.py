"""Writing venues: cinemas, screens, plan versions and the team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.db.models import Max

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock, text
from ouvreuse.venues import rules
from ouvreuse.venues.errors import BadZone, CinemaUnknown, NameTaken, RoleUnknown, ScreenUnknown
from ouvreuse.venues.models import Cinema, Membership, Operator, Screen, SeatMap


def create_operator(name: str, *, legal_name: str = "", siren: str = "", vat_number: str = "") -> int:
    """Make the legal person that runs cinemas; returns its id."""
    row = Operator.objects.create(
        name=text.one_line(name), legal_name=text.one_line(legal_name), siren=siren, vat_number=vat_number
    )
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
def publish_seat_map(screen: int, seats: Iterable[rules.Seat | Mapping[str, object]] | rules.Plan) -> int:
    """Give a screen a new version of its plan; earlier versions stay for what was sold. Returns its id.

    Screenings keep the version they were made with. Raises ``BadPlan`` and ``ScreenUnknown``.
    """
    plan = seats if isinstance(seats, rules.Plan) else rules.plan_of(seats)
    if Screen.objects.select_for_update().filter(id=screen).first() is None:
        raise ScreenUnknown(screen=screen)
    last = SeatMap.objects.filter(screen_id=screen).aggregate(last=Max("version"))["last"] or 0
    return SeatMap.objects.create(
        screen_id=screen, version=last + 1, capacity=plan.capacity, kinds=plan.kinds, partners=plan.partners,
        seats=[seat.to_json() for seat in plan.seats], created_at=clock.now(),
    ).id  # fmt: skip


@transaction.atomic
def grant_role(
    user: int, *, cinema: int, role: str, actor: int | None = None, actor_label: str = "cli"
) -> bool:
    """Give a person a role in a cinema; False when they had it. Raises ``RoleUnknown`` and ``CinemaUnknown``."""
    if role not in Membership.Role.values:
        raise RoleUnknown(role=role)
    if not Cinema.objects.filter(id=cinema).exists():
        raise CinemaUnknown(cinema=cinema)
    _, fresh = Membership.objects.get_or_create(user_id=user, cinema_id=cinema, role=role)
    if fresh:
        accounts.record(
            "grant_role", subject=f"user:{user}", actor=actor, actor_label=actor_label, cinema=cinema,
            facts={"role": role},
        )  # fmt: skip
    return fresh


@transaction.atomic
def revoke_role(
    user: int, *, cinema: int, role: str, actor: int | None = None, actor_label: str = "cli"
) -> bool:
    """Take a role back; it no longer counts from the next request on. False when the person did not have it."""
    gone, _ = Membership.objects.filter(user_id=user, cinema_id=cinema, role=role).delete()
    if gone:
        accounts.record(
            "revoke_role", subject=f"user:{user}", actor=actor, actor_label=actor_label, cinema=cinema,
            facts={"role": role},
        )  # fmt: skip
    return bool(gone)
