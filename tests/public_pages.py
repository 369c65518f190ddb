"""The public pages' memory of two seconds, for tests of other doors that look at them."""

from __future__ import annotations


def forget() -> None:
    """Draw them anew."""
    from ouvreuse.storefront import caching

    caching.forget()
