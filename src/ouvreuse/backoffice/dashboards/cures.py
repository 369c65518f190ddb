"""What is wrong and what comes next, in sentences, each with the page where it is cured, if there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.backoffice.dashboards.words import cents, since
from ouvreuse.backoffice.shell.links import link
from ouvreuse.insights.rules import Signal
from ouvreuse.ui.templatetags.ui_tags import short_day


@dataclass(frozen=True, slots=True)
class Cure:
    """A page where something is put right: ``route`` of the back office, open to who may do ``action``."""

    route: str
    action: str

    def url(self, scope: Scope) -> str:
        """Its address for this person here; nothing when it is not theirs, or not there."""
        cinema = next(
            (each for each in scope.cinemas if scope.staff.rights.may(self.action, cinema=each.id)), None
        )
        if cinema is None:
            return ""
        return link(self.route, cinema=cinema.slug) or link(self.route)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, what to do about it, and where."""

    kind: str
    text: str
    advice: str
    url: str


ORDERS: Final = (Cure("orders", "see_orders"),)
PLANNING: Final = (Cure("planning", "see_programme"),)
FILMS: Final = (Cure("films", "see_films"),)
CURES: Final[dict[str, tuple[Cure, ...]]] = {
    "mail_failed": ORDERS,
    "payment_unknown": ORDERS,
    "paying_long": ORDERS,
    "review": ORDERS,
    "refund_failed": ORDERS,
    "cancelled_unrefunded": (Cure("screenings", "change_sold"), *ORDERS),
    "webhook_silent": (Cure("settings", "edit_settings"),),
    "fault": (Cure("faults", "report_fault"),),
    "drafts": PLANNING,
    "publication": PLANNING,
    "empty_week": PLANNING,
    "no_runtime": FILMS,
    "no_visa": FILMS,
}


def lines(signals: tuple[Signal, ...], scope: Scope) -> list[Line]:
    """The signals in the page's language."""
    return [_line(signal, scope) for signal in signals]


def _line(signal: Signal, scope: Scope) -> Line:
    text, advice = SENTENCES[signal.kind](signal, scope.zone)
    url = next((found for cure in CURES.get(signal.kind, ()) if (found := cure.url(scope))), "")
    return Line(signal.kind, text, advice, url)


def _facts(signal: Signal, zone: str) -> dict[str, Any]:
    return {
        "n": signal.count,
        "at": since(signal.at, zone) if signal.at else "–",
        "amount": cents(signal.amount),
        "names": ", ".join(signal.names) + (" …" if len(signal.names) < signal.count else ""),
    }


Sentence = Callable[[Signal, str], tuple[str, str]]


def _worker(signal: Signal, zone: str) -> tuple[str, str]:
    if signal.amount < 0:
        text = _("The worker is not running: mails, refunds and cancellations wait.")
    else:
        text = _("The worker has been silent for %(n)s seconds: mails, refunds and cancellations wait.") % {
            "n": signal.amount
        }
    return text, _("Whoever runs the server starts it again; the journal says why it stopped.")


def _disk(signal: Signal, zone: str) -> tuple[str, str]:
    text = _("%(n)s %% of the disk is left.") % {"n": signal.amount}
    return text, _("Make room before the sale stops.")


def _mail_failed(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s mail could not be delivered, since %(at)s.", "%(n)s mails could not be delivered, since %(at)s.",
        signal.count,
    )  # fmt: skip
    return text % _facts(signal, zone), _("Check the address with the customer, then send the tickets again.")


def _mail_late(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s mail waits in the outbox, since %(at)s.", "%(n)s mails wait in the outbox, since %(at)s.",
        signal.count,
    )  # fmt: skip
    return text % _facts(signal, zone), _("The mail server does not answer, or the worker is behind.")


def _webhook(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "The payment provider’s notices do not arrive: %(n)s card payment without one, last heard %(at)s.",
        "The payment provider’s notices do not arrive: %(n)s card payments without one, last heard %(at)s.",
        signal.count,
    )
    advice = _(
        "Payments are still confirmed, but later. Check the notices’ address and secret at the provider."
    )
    return text % _facts(signal, zone), advice


def _unknown(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s payment of %(amount)s is unknown to the provider, since %(at)s.",
        "%(n)s payments of %(amount)s in all are unknown to the provider, since %(at)s.",
        signal.count,
    )
    return text % _facts(signal, zone), _("Its seats stay kept until the provider answers.")


def _paying(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s order of %(amount)s has been in payment for long, since %(at)s.",
        "%(n)s orders of %(amount)s in all have been in payment for long, the oldest since %(at)s.",
        signal.count,
    )
    return text % _facts(signal, zone), _("Its seats stay kept until the provider answers.")


def _review(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s order of %(amount)s waits for your decision: the bank took another amount.",
        "%(n)s orders of %(amount)s in all wait for your decision: the bank took another amount.",
        signal.count,
    )
    return text % _facts(signal, zone), _("Return the money, or settle with the customer.")


def _refund(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s refund of %(amount)s failed, on %(at)s.",
        "%(n)s refunds of %(amount)s in all failed, the first on %(at)s.",
        signal.count,
    )
    return text % _facts(signal, zone), _("Ask for it again from the order.")


def _unrefunded(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s ticket of a cancelled screening is not refunded yet.",
        "%(n)s tickets of cancelled screenings are not refunded yet.",
        signal.count,
    )
    return text % _facts(signal, zone), _("Refunds go on by themselves; if this stays, look at the orders.")


def _fault(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext("%(n)s fault is not mended, since %(at)s: %(names)s.",
                    "%(n)s faults are not mended, the oldest since %(at)s: %(names)s.", signal.count)  # fmt: skip
    named = tuple(_screen_fault(name) for name in signal.names)
    told = _facts(replace(signal, names=named), zone)
    return text % told, _("The public reads it on the screenings. Say there when it works again.")


def _screen_fault(name: str) -> str:
    kind, screen = name.split("|", 1)
    what = {
        "lift": _("way without a step"),
        "loop": _("hearing loop"),
        "receivers": _("audio description"),
    }.get(kind, _("another fault"))
    return _("%(screen)s (%(what)s)") % {"screen": screen, "what": what}


def _drafts(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s screening is not published, on %(at)s.",
        "%(n)s screenings are not published, the first on %(at)s.",
        signal.count,
    )
    return text % _facts(signal, zone), _("Publish them in the planning.")


def _publication(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext(
        "%(n)s screening will be published on %(at)s.", "%(n)s screenings will be published, the first on %(at)s.",
        signal.count,
    )  # fmt: skip
    return text % _facts(signal, zone), ""


def _empty_week(signal: Signal, zone: str) -> tuple[str, str]:
    opening = short_day(signal.at, zone) if signal.at else "–"
    text = _("The week of %(at)s has no screening: %(names)s.") % {**_facts(signal, zone), "at": opening}
    return text, _("Plan it, or import the programme.")


def _runtime(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext("%(n)s coming film has no running time: %(names)s.",
                    "%(n)s coming films have no running time: %(names)s.", signal.count)  # fmt: skip
    return text % _facts(signal, zone), _("Without it the end of its screenings is only estimated.")


def _visa(signal: Signal, zone: str) -> tuple[str, str]:
    text = ngettext("%(n)s coming film has no release visa: %(names)s.",
                    "%(n)s coming films have no release visa: %(names)s.", signal.count)  # fmt: skip
    return text % _facts(signal, zone), _("The weekly return asks for it.")


SENTENCES: Final[dict[str, Sentence]] = {
    "worker_silent": _worker,
    "disk_full": _disk,
    "mail_failed": _mail_failed,
    "mail_late": _mail_late,
    "webhook_silent": _webhook,
    "payment_unknown": _unknown,
    "paying_long": _paying,
    "review": _review,
    "refund_failed": _refund,
    "cancelled_unrefunded": _unrefunded,
    "fault": _fault,
    "drafts": _drafts,
    "publication": _publication,
    "empty_week": _empty_week,
    "no_runtime": _runtime,
    "no_visa": _visa,
}
