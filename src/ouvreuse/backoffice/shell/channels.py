"""The ways a ticket is sold, in the same words on every page."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import pgettext_lazy

CHANNELS: Final[dict[str, Any]] = {
    "web": pgettext_lazy("channel", "Online"),
    "counter": pgettext_lazy("channel", "Box office"),
    "kiosk": pgettext_lazy("channel", "Kiosk"),
}
