"""Where one is in the setup, and what still prevents opening, each with the page that cures it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.shell.sections import SECTIONS
from ouvreuse.booking.queries.opening import opening
from ouvreuse.booking.rules.opening import Missing
from ouvreuse.booking.words import say_missing
from ouvreuse.venues.queries import CinemaView, cinemas


@dataclass(frozen=True, slots=True)
class Step:
    """A page of questions. ``cures``: what its answers put right; ``route`` of the chain or of a cinema."""

    key: str
    name: Any
    about: Any
    route: str
    cures: frozenset[str]
    of_cinema: bool = False

    def url(self, cinema: CinemaView | None) -> str:
        """Its address; before there is a cinema, that of making one."""
        if not self.of_cinema:
            return reverse(self.route)
        return reverse(self.route, args=[cinema.slug]) if cinema else reverse("backoffice:setup_cinema")


STEPS: Final = (
    Step(
        "operator",
        _("Operator"),
        _("Who runs the cinema and sells its tickets."),
        "backoffice:setup_operator",
        frozenset({"operator"}),
    ),
    Step(
        "cinema",
        _("Cinema"),
        _("Name, address and CNC authorisation."),
        "backoffice:settings",
        frozenset({"cinema"}),
        of_cinema=True,
    ),
    Step(
        "screens",
        _("Screens"),
        _("Numbers, names and seats."),
        "backoffice:setup_screens",
        frozenset({"screens", "plan", "wheelchair"}),
        of_cinema=True,
    ),
    Step(
        "rates",
        _("Rates"),
        _("The full price; the usual French rates follow."),
        "backoffice:setup_rates",
        frozenset({"prices"}),
        of_cinema=True,
    ),
    Step(
        "mail",
        _("Mail"),
        _("The server that sends tickets and invitations."),
        "backoffice:setup_mail",
        frozenset({"mail", "mail_unchecked"}),
    ),
    Step(
        "payment",
        _("Payment"),
        _("Stripe’s keys, so that people can pay online."),
        "backoffice:setup_payment",
        frozenset({"money", "money_unchecked", "money_closed"}),
    ),
    Step(
        "legal",
        _("Legal texts"),
        _("Publisher, host, mediator; terms and privacy."),
        "backoffice:setup_legal",
        frozenset({"legal"}),
    ),
)
SECTION_CURES: Final = {"film": "films", "screening": "planning"}


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that still prevents opening, in words. ``url``: the page that cures it, may be empty."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the pages show it."""

    number: int
    key: str
    name: str
    about: str
    url: str
    done: bool
    here: bool


def to_do(staff: Staff) -> list[ToDo]:
    """What still prevents opening, for who may cure it: an operator's person."""
    if not staff.rights.operator:
        return []
    return in_words(opening())


def in_words(missing: tuple[Missing, ...]) -> list[ToDo]:
    """Each with its sentence and its page."""
    language, known = get_language() or "fr", {each.slug: each for each in cinemas()} if missing else {}
    return [ToDo(say_missing(each, language=language), _cure(each, known)) for each in missing]


def _cure(missing: Missing, known: dict[str, CinemaView]) -> str:
    cinema = known.get(missing.cinema) or next(iter(known.values()), None)
    section = next((each for each in SECTIONS if each.key == SECTION_CURES.get(missing.code)), None)
    if section is not None:
        return section.url(cinema) if cinema or not section.of_cinema else ""
    step = next((each for each in STEPS if missing.code in each.cures), None)
    return step.url(cinema) if step is not None else ""


def steps(missing: tuple[Missing, ...], *, cinema: CinemaView | None, here: str = "") -> list[StepView]:
    """The steps of the setup, those done marked."""
    lacking = {
        each.code for each in missing if not each.cinema or cinema is None or each.cinema == cinema.slug
    }
    return [
        StepView(
            number,
            step.key,
            str(step.name),
            str(step.about),
            step.url(cinema),
            done=not step.cures & lacking and (cinema is not None or not step.of_cinema),
            here=step.key == here,
        )
        for number, step in enumerate(STEPS, 1)
    ]


def after(
    key: str, *, cinema: CinemaView | None, missing: Callable[[], tuple[Missing, ...]] = opening
) -> str:
    """Where to go once a step is saved: the next one that is not done, else the overview."""
    order = [step.key for step in STEPS]
    left = [step for step in steps(missing(), cinema=cinema) if not step.done]
    following = [step for step in left if order.index(step.key) > order.index(key)]
    return following[0].url if following else reverse("backoffice:setup")
