"""What booking refuses. An error is a state: a code and typed facts, no words (see ``words.py``)."""

from __future__ import annotations

from typing import ClassVar


class BookingError(Exception):
    """Root of booking's refusals. ``reason`` narrows a code; ``status`` is the HTTP status a door answers with."""

    code: ClassVar[str] = "booking"
    status: ClassVar[int] = 409

    def __init__(self, reason: str = "", **facts: object) -> None:
        super().__init__(self.code, reason)
        self.reason = reason
        self.facts = facts

    @property
    def key(self) -> str:
        """The key of its words: ``code`` or ``code.reason``."""
        return f"{self.code}.{self.reason}" if self.reason else self.code


class BadChoice(BookingError):
    """The choice is malformed: 0 or 51 seats, a seat twice, a seat of another screen."""

    code = "bad_choice"
    status = 400


class ScreeningUnknown(BookingError):
    """There is no such screening for the public."""

    code = "screening_unknown"
    status = 404


class HoldExpired(BookingError):
    """The hold has ended."""

    code = "hold_expired"
    status = 410


class SeatTaken(BookingError):
    """Somebody else was faster; ``places`` says where. Nothing was held."""

    code = "seat_taken"

    def __init__(self, reason: str = "", *, places: tuple[int, ...] = ()) -> None:
        super().__init__(reason, places=places)
        self.places = places


class QuotaUsedUp(BookingError):
    """The channel may not sell so many places more of this screening; other channels may (domain R8.4)."""

    code = "quota_used_up"


class OtherPrices(BookingError):
    """The price list is not one of the screening's cinema."""

    code = "other_prices"
    status = 422


class NotOnSale(BookingError):
    """Cancelled, past, closed or not yet open."""

    code = "not_on_sale"
    status = 410


class KeyReused(BookingError):
    """A stale form: its purchase key belongs to another choice, browser or a finished order."""

    code = "key_reused"


class SeatsBelongTogether(BookingError):
    """A companion seat without its wheelchair space, or half a duo seat."""

    code = "seats_belong_together"
    status = 422


class TooManySeats(BookingError):
    """Over a cap: of the order, of the browser, of the network."""

    code = "too_many_seats"
    status = 429


class OrderUnknown(BookingError):
    """No such order, or a link that does not open."""

    code = "order_unknown"
    status = 404


class WrongState(BookingError):
    """The order is no longer where this act is possible."""

    code = "wrong_state"


class NeedsEmail(BookingError):
    """The e-mail is missing or cannot be one."""

    code = "needs_email"
    status = 422


class AgeNotConfirmed(BookingError):
    """The film is forbidden under an age, and the buyer has not confirmed it for all holders."""

    code = "age_not_confirmed"
    status = 422


class TooSoon(BookingError):
    """Asked again before the cool-down, or too often from one network."""

    code = "too_soon"
    status = 429


class AlreadyAdmitted(BookingError):
    """Refused because somebody already entered with a ticket of the order."""

    code = "already_admitted"


class SoldSeats(BookingError):
    """The screening has held or sold seats; ``orders`` says how many orders."""

    code = "sold_seats"


class DifferenceDue(BookingError):
    """The new tickets cost more than the old ones: ``due`` cents are to be paid first. Nothing has changed."""

    code = "difference_due"
    status = 422


class PlanChanged(BookingError):
    """Seats were sold, paid or given back since the plan was shown: it is shown anew. Nothing has changed."""

    code = "plan_changed"


class ChangeRefused(BookingError):
    """A screening on sale cannot change so; ``reason`` says why. Nothing has changed."""

    code = "change_refused"
    status = 422


class AnswerRefused(BookingError):
    """The buyer's answer to a change comes too late, or asks what cannot be done by oneself."""

    code = "answer_refused"


class SeatsWouldVanish(BookingError):
    """The other plan lacks seats that are taken, or makes another kind of them; ``seats``: their names."""

    code = "seats_would_vanish"

    def __init__(self, reason: str = "", *, places: tuple[int, ...] = (), seats: str = "") -> None:
        super().__init__(reason, places=places, seats=seats)
        self.places, self.seats = places, seats


class FilmsDiffer(BookingError):
    """Two films cannot become one; the reason says why."""

    code = "films_differ"


class AmountChanged(BookingError):
    """Another total is due than the one shown at the till; facts: ``due``, ``shown`` in cents."""

    code = "amount_changed"


class NotEnoughGiven(BookingError):
    """Less cash was handed over than is due; facts: ``due``, ``given`` in cents."""

    code = "not_enough_given"
    status = 422


class NeedsSecondPerson(BookingError):
    """A refund above what one person may decide; facts: ``amount``, ``limit`` in cents."""

    code = "needs_second_person"
    status = 422


BY_SQLSTATE: dict[str, type[BookingError]] = {
    "OV400": BadChoice,
    "OV404": ScreeningUnknown,
    "OV408": HoldExpired,
    "OV409": SeatTaken,
    "OV410": NotOnSale,
    "OV412": KeyReused,
    "OV422": SeatsBelongTogether,
    "OV423": QuotaUsedUp,
    "OV429": TooManySeats,
}


class GroupUnknown(BookingError):
    """There is no such booking of a group in this cinema."""

    code = "group_unknown"
    status = 404


class GroupRefused(BookingError):
    """A group's booking is not where this can be done; ``reason`` says why (see ``words``)."""

    code = "group"
