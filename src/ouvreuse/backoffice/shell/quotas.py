"""The two fields by which places are held back from the web, wherever they are asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_PLACES, MOST_MINUTES = 5000, 10_000


def web_quota_field() -> forms.IntegerField:
    """At most so many places on the web."""
    return forms.IntegerField(
        label=_("Places sold on the web, at most"),
        required=False,
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_(
            "Empty: all of them. The others are kept for the box office, which may sell every place at any time."
        ),
    )


def quota_release_field() -> forms.IntegerField:
    """When what is left goes on sale everywhere."""
    return forms.IntegerField(
        label=_("Minutes before the start from which every place is sold everywhere"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("Empty: 30 minutes before the start."),
    )
