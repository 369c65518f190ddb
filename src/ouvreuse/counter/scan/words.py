"""What the door says: a short word to be read from afar, and the reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ouvreuse.booking.actions.admission import Refusal

Said = tuple[object, object]  # both are strings once said, in the page's language

COME_IN: Said = (_("Come in"), "")
UNDONE: Said = (_("Undone"), _("The ticket may be used again."))
NOT_UNDONE: Said = (_("Not undone"), _("An entry can be undone within 30 seconds only."))
NOTHING_GIVEN: Said = (_("No code"), _("Scan or type a code first."))

REFUSALS: dict[Refusal, Said] = {
    Refusal.UNKNOWN: (_("Unknown code"), _("No ticket has this code. Read it again, or search by name.")),
    Refusal.FORGED: (_("Not one of our tickets"), _("This code was not made here, or it is damaged.")),
    Refusal.OTHER_CINEMA: (_("Another cinema"), _("This ticket is for another cinema.")),
    Refusal.VOID: (_("Void ticket"), _("This ticket was refunded: it no longer opens the door.")),
    Refusal.CANCELLED: (
        _("Screening cancelled"),
        _("This screening does not take place. The money is given back."),
    ),
    Refusal.TOO_EARLY: (_("Too early"), _("Entry opens at %(opens)s.")),
    Refusal.OVER: (_("Screening over"), _("This screening ended %(day)s at %(ended)s.")),
    Refusal.OTHER_SCREENING: (
        _("Another screening"),
        _("This ticket is for: %(film)s, %(day)s at %(time)s, %(screen)s."),
    ),
    Refusal.ALREADY: (_("Already admitted"), _("This ticket has been used since %(since)s.")),
}
