"""The parts of the back office, in the order of the navigation. A person sees those that are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ouvreuse.venues.queries import CinemaView, Rights


@dataclass(frozen=True, slots=True)
class Section:
    """A part: its address is of one cinema (``route`` takes ``cinema``), or of the whole chain."""

    key: str
    name: Any
    about: Any
    route: str
    action: str
    of_cinema: bool = True

    def open_to(self, rights: Rights, cinema: CinemaView | None) -> bool:
        """Whether the person may use it here."""
        if not self.of_cinema:
            return bool(rights.cinemas_for(self.action))
        return cinema is not None and rights.may(self.action, cinema=cinema.id)

    def url(self, cinema: CinemaView | None) -> str:
        """Its address, in this cinema."""
        return reverse(self.route, kwargs={"cinema": cinema.slug} if self.of_cinema and cinema else None)


SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        "figures",
        _("Figures"),
        _("Today and the week at a glance: takings, admissions, what to do and what is wrong."),
        "backoffice:figures",
        "see_figures",
    ),
    Section(
        "planning",
        _("Planning"),
        _("The week in a grid: drafts, clashes, publication."),
        "backoffice:planning",
        "see_programme",
    ),
    Section(
        "screenings",
        _("Screenings"),
        _("How they fill, who bought, and changing one that is sold."),
        "backoffice:screenings",
        "see_programme",
    ),
    Section(
        "sell",
        _("Sell"),
        _("The counter: screenings, seats, cash and terminal, the ticket."),
        "counter:sell",
        "sell_tickets",
    ),
    Section(
        "orders",
        _("Orders"),
        _("Find any order, send it again, refund it."),
        "backoffice:orders",
        "see_orders",
    ),
    Section(
        "groups",
        _("Groups"),
        _("Schools, groups and hires: quotes, options, who came, invoices."),
        "backoffice:groups",
        "see_orders",
    ),
    Section(
        "door",
        _("Check tickets"),
        _("With the camera, a photo, a scanner or by typing the code."),
        "counter:scan",
        "scan_tickets",
    ),
    Section(
        "films",
        _("Films"),
        _("Films, their versions, posters, contracts and cycles."),
        "backoffice:films",
        "see_films",
        of_cinema=False,
    ),
    Section(
        "prices",
        _("Prices"),
        _("Price lists, their rates and dates; what a customer would pay."),
        "backoffice:prices",
        "see_prices",
    ),
    Section(
        "venue",
        _("Screens"),
        _("Plans of the seats, access, seats kept off sale."),
        "backoffice:venue",
        "see_venue",
    ),
    Section(
        "faults",
        _("Faults"),
        _("A lift down, a loop out of order: said on the screenings at once."),
        "backoffice:faults",
        "report_fault",
    ),
    Section(
        "team",
        _("Team"),
        _("Who works here, as what; invitations."),
        "backoffice:team",
        "manage_team",
    ),
    Section(
        "trail",
        _("Trail"),
        _("Who did what, and when; before and after."),
        "backoffice:trail",
        "see_trail",
        of_cinema=False,
    ),
    Section(
        "settings",
        _("Settings"),
        _("The cinema, its screens; mail, payment and legal texts of the chain."),
        "backoffice:settings",
        "edit_settings",
    ),
)


def open_sections(rights: Rights, cinema: CinemaView | None) -> list[Section]:
    """The parts open to a person in a cinema."""
    return [section for section in SECTIONS if section.open_to(rights, cinema)]
