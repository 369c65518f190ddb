"""Addresses of pages that another part of the back office may bring, or not."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def link(route: str, *, query: dict[str, object] | None = None, **parts: object) -> str:
    """The address of a page of the back office; nothing when there is no such page."""
    try:
        address = reverse(f"backoffice:{route}", kwargs=parts)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address
