"""Reading venues: cinemas, their screens, and what a person may do where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from ouvreuse.accounts.models import User
from ouvreuse.kernel import clock, ids
from ouvreuse.venues.errors import CinemaUnknown, InvitationDead
from ouvreuse.venues.models import Cinema, Invitation, LegalText, Membership, Operator, Screen
from ouvreuse.venues.rules import ACTIONS, ROLES, Identity, default_text, roles_that_may


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
        if self.operator and action in ACTIONS:
            return self.cinemas
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
    publisher: str
    host: str
    mediator: str


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


def team_of(cinema: int, *, name: str = "", role: str = "") -> QuerySet[Any]:
    """The people who have a role in a cinema, each with ``roles``; of this name or address, with this role."""
    held = Membership.objects.filter(user=OuterRef("pk"), cinema_id=cinema)
    asked = held.filter(role=role) if role else held
    people = User.objects.filter(Exists(asked), is_active=True)
    if name:
        people = people.filter(Q(name__icontains=name) | Q(email__icontains=name))
    return people.annotate(roles=ArraySubquery(held.order_by("role").values("role")))


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that waits. ``over``: too old, to be sent again. ``known``: the address has an account."""

    id: int
    email: str
    roles: list[str]
    language: str
    by: str
    expires_at: datetime
    cinema: str
    town: str
    over: bool
    known: bool


INVITATION = (
    "id", "email", "roles", "language", "invited_by__name", "expires_at", "cinema__name", "cinema__town", "over",
    "known",
)  # fmt: skip


def _invitations() -> QuerySet[Invitation]:
    account = User.objects.filter(email=OuterRef("email"), is_active=True)
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return waiting.annotate(known=Exists(account), over=Q(expires_at__lte=clock.now()))


def invitations_of(cinema: int) -> list[InvitationView]:
    """The invitations of a cinema that nobody has accepted or withdrawn, the newest first."""
    rows = _invitations().filter(cinema_id=cinema).order_by("-created_at", "-id").values_list(*INVITATION)
    return [InvitationView(*row) for row in rows]


def waiting_invitation(token: str) -> InvitationView:
    """The invitation that a link opens. Raises ``InvitationDead``."""
    rows = _invitations().filter(fingerprint=ids.fingerprint(token), expires_at__gt=clock.now())
    row = rows.values_list(*INVITATION).first()
    if row is None:
        raise InvitationDead
    return InvitationView(*row)


def legal_texts(operator: int) -> dict[tuple[str, str], str]:
    """The texts an operator worded himself, by kind and language."""
    rows = LegalText.objects.filter(operator_id=operator).values_list("kind", "language", "body")
    return {(kind, language): body for kind, language, body in rows}


def legal_text(kind: str, *, language: str) -> str:
    """A text the law asks for, as the operator worded it, else ours made of his answers."""
    known = next(iter(operators()), None)
    own = legal_texts(known.id).get((kind, language)) if known else None
    return own or default_text(kind, language=language, identity=identity(known))


def identity(operator: OperatorView | None) -> Identity:
    """What our texts are made of."""
    contact = next((each.email for each in cinemas() if each.email), "")
    if operator is None:
        return Identity("", "", contact)
    return Identity(operator.legal_name or operator.name, operator.mediator, contact)


def email_of(user: int) -> str:
    """The address of a person of the staff."""
    return str(User.objects.values_list("email", flat=True).get(pk=user))


def faults_at(cinema: int, *, screen: int, at: datetime) -> tuple[FaultView, ...]:
    """What does not work for a screening that starts then, by the number of its screen; one statement."""
    found = access_of_screens().get((cinema, screen))
    return found.faults_at(at) if found else ()
