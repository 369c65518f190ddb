"""The tiles as HTML, drawn once for all who see the same: the same figures, language, tiles and roles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ouvreuse.backoffice.dashboards import presenters
from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.insights.rules import Glance

MOST_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Drawn:
    """The tiles and the version they are of, for ``If-None-Match``."""

    version: str
    html: SafeString
    etag: str


_kept: dict[tuple[object, ...], Drawn] = {}


def drawn(glance: Glance, scope: Scope, *, keys: tuple[str, ...]) -> Drawn:
    """The tiles; those of an older version are forgotten. Links depend on roles, so these are part of the key."""
    held = scope.staff.rights.roles
    roles = tuple(tuple(sorted(held.get(each, ()))) for each in scope.ids)
    key = (scope.cinema is None, scope.ids, glance.days.day, get_language(), keys, roles)
    known = _kept.get(key)
    if known is not None and known.version == glance.version:
        return known
    facts = {"tiles": presenters.tiles(glance, scope, keys=keys), "board_url": scope.url("figures_board")}
    html = render_to_string("backoffice/dashboards/tiles.html", facts)
    etag = hashlib.sha256(html.encode()).hexdigest()[:20]
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = fresh = Drawn(glance.version, html, f'"{etag}"')
    return fresh
