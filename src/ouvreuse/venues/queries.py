"""Reading venues: cinemas, their screens, and what a person may do where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.db.models import FilteredRelation, Q

from ouvreuse.venues.errors import CinemaUnknown
from ouvreuse.venues.models import Cinema, Operator, Screen
from ouvreuse.venues.rules import ROLES, roles_that_may


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do in each cinema.

    ``roles``: by cinema id. An operator's person holds every role in every cinema.
    """

    user: int
    operator: bool
    roles: dict[int, frozenset[str]]

    @property
    def cinemas(self) -> frozenset[int]:
        """Cinemas where the person has any role."""
        return frozenset(self.roles)

    def cinemas_for(self, action: str) -> frozenset[int]:
        """Cinemas where the person may do this. Raises ``KeyError`` for an action that is none."""
        able = roles_that_may(action)
        return frozenset(cinema for cinema, held in self.roles.items() if held & able)

    def may(self, action: str, *, cinema: int) -> bool:
        """Whether the person may do this in this cinema."""
        return cinema in self.cinemas_for(action)


NOBODY = Rights(0, operator=False, roles={})


@dataclass(frozen=True, slots=True)
class CinemaView:
    """A cinema as doors show it. ``zone`` is an IANA name."""

    id: int
    slug: str
    name: str
    town: str
    address: str
    postcode: str
    phone: str
    email: str
    zone: str
    territory: str
    access_fr: str
    access_en: str


@dataclass(frozen=True, slots=True)
class ScreenView:
    """A screen of a cinema."""

    id: int
    cinema_id: int
    number: int
    name: str
    free_seating: bool


@dataclass(frozen=True, slots=True)
class FaultView:
    """What does not work: kind, receivers left, words for the public, from and (perhaps) until when."""

    kind: str
    receivers: int | None
    note_fr: str
    note_en: str
    starts_at: datetime
    ends_at: datetime | None

    def concerns(self, at: datetime) -> bool:
        """Whether it is so at this instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class AccessView:
    """How a screen is reached and heard, and its faults that are not mended."""

    step_free: bool
    step_free_fr: str
    step_free_en: str
    hearing_loop: bool
    ad_receivers: int
    faults: tuple[FaultView, ...] = ()

    def faults_at(self, at: datetime) -> tuple[FaultView, ...]:
        """Those of a screening that starts then."""
        return tuple(fault for fault in self.faults if fault.concerns(at))


@dataclass(frozen=True, slots=True)
class OperatorView:
    """The legal person behind the site, for the pages the law asks for."""

    id: int
    name: str
    legal_name: str
    siren: str
    vat_number: str


CINEMA = tuple(CinemaView.__slots__)
OPERATOR = tuple(OperatorView.__slots__)
SCREEN = tuple(ScreenView.__slots__)


RIGHTS = """
SELECT u.is_operator, m.cinema_id, m.role FROM accounts_user u LEFT JOIN venues_membership m ON m.user_id = u.id
 WHERE u.id = %s AND u.is_active
"""


def rights_of(user_id: int | None) -> Rights:
    """What a person may do; nothing for nobody, an unknown or a deactivated one. Read at each request."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [user_id])
        found = cursor.fetchall()
    if user_id is None or not found:
        return NOBODY
    if found[0][0]:
        every = Cinema.objects.values_list("id", flat=True)
        return Rights(user_id, operator=True, roles=dict.fromkeys(every, frozenset(ROLES)))
    held: dict[int, set[str]] = {}
    for _, cinema, role in found:
        if cinema is not None:
            held.setdefault(cinema, set()).add(role)
    return Rights(user_id, operator=False, roles={cinema: frozenset(roles) for cinema, roles in held.items()})


def cinemas() -> list[CinemaView]:
    """Every cinema, by town then name."""
    return [CinemaView(*row) for row in Cinema.objects.order_by("town", "name").values_list(*CINEMA)]


def operators() -> list[OperatorView]:
    """Every operator, by name."""
    return [OperatorView(*row) for row in Operator.objects.order_by("name").values_list(*OPERATOR)]


def cinema_by_slug(slug: str) -> CinemaView:
    """The cinema of an address. Raises ``CinemaUnknown``."""
    row = Cinema.objects.filter(slug=slug).values_list(*CINEMA).first()
    if row is None:
        raise CinemaUnknown(slug=slug)
    return CinemaView(*row)


def screens_of(*cinemas: int) -> list[ScreenView]:
    """The screens of one or several cinemas, by cinema and number."""
    rows = Screen.objects.filter(cinema_id__in=cinemas).order_by("cinema_id", "number")
    return [ScreenView(*row) for row in rows.values_list(*SCREEN)]


def zone_of(cinema: int) -> str:
    """A cinema's zone, an IANA name. Raises ``CinemaUnknown``."""
    zone = Cinema.objects.filter(id=cinema).values_list("zone", flat=True).first()
    if zone is None:
        raise CinemaUnknown(cinema=cinema)
    return zone


ACCESS = ("step_free", "step_free_fr", "step_free_en", "hearing_loop", "ad_receivers")


def access_of_screens() -> dict[tuple[int, int], AccessView]:
    """How every screen is reached and heard, by (cinema, screen number): one statement for the whole chain."""
    fields = ("cinema_id", "number", *ACCESS, *(f"open__{name}" for name in FaultView.__slots__))
    rows = (
        Screen.objects.annotate(open=FilteredRelation("faults", condition=Q(faults__closed_at=None)))
        .order_by("open__starts_at")
        .values_list(*fields)
    )
    found: dict[tuple[int, int], AccessView] = {}
    for cinema, number, *facts in rows:
        view = found.get((cinema, number)) or AccessView(*facts[: len(ACCESS)])
        fault = FaultView(*facts[len(ACCESS) :]) if facts[len(ACCESS)] else None
        found[cinema, number] = replace(view, faults=(*view.faults, fault)) if fault else view
    return found


def faults_at(cinema: int, *, screen: int, at: datetime) -> tuple[FaultView, ...]:
    """What does not work for a screening that starts then, by the number of its screen; one statement."""
    found = access_of_screens().get((cinema, screen))
    return found.faults_at(at) if found else ()
