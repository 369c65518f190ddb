"""Addresses of the built front end: names carry the hash of their content and stand in a manifest."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BUILT = Path(__file__).parent / "static" / "built"
MANIFEST = BUILT / "manifest.json"


@cache
def manifest() -> dict[str, str]:
    """Entry name to hashed file name; empty when the front end was not built. Read once per process."""
    if not MANIFEST.exists():
        return {}
    listed: dict[str, str] = json.loads(MANIFEST.read_text())["files"]
    return listed


def asset_url(name: str) -> str:
    """The address of ``site.css``, ``door.js``…; the plain name when nothing is built (tests).

    Raises ``ImproperlyConfigured`` for a name that the build does not know.
    """
    known = manifest()
    if known and name not in known:
        raise ImproperlyConfigured(f"no built file is called {name}; there are {', '.join(sorted(known))}")
    return f"{settings.STATIC_URL}built/{known.get(name, name)}"


def stylesheet_url(door: str) -> str:
    """The one style sheet of a page: its door's if its pages have styles, else the design system."""
    name = f"{door}.css"
    return asset_url(name if name in manifest() else "site.css")
