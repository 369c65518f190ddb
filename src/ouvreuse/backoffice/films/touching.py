"""Screenings that something touches, each with its page."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from ouvreuse.backoffice.shell.links import link
from ouvreuse.booking.queries.film_effects import Touched

Line = tuple[Touched, str]


def lines(touched: Iterable[Touched]) -> list[Line]:
    """Each with the address of its page: that of the back office, else the public one when there is one."""
    return [(each, _page(each)) for each in touched]


def _page(each: Touched) -> str:
    ours = link("screening", cinema=each.cinema_slug, screening=each.id)
    return ours or (reverse("storefront:screening", args=[each.id]) if each.on_sale else "")
