"""What the simulator answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.backoffice.prices.forms.simulator import SimulatorForm
from ouvreuse.backoffice.prices.terms.days import date_in_words
from ouvreuse.backoffice.shell.fields import day_said
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_facts
from ouvreuse.kernel import clock
from ouvreuse.pricing.models import PriceListDraft
from ouvreuse.pricing.queries import PriceListView, price_list_version, price_lists
from ouvreuse.pricing.rules import (
    Answer,
    Customer,
    LineKind,
    PriceListVersion,
    ScreeningContext,
    answers,
    from_json,
)
from ouvreuse.pricing.words import reason_in_words, say
from ouvreuse.programme.models import Screening
from ouvreuse.venues.queries import CinemaView

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the price of one seat."""

    label: str
    cents: int


@dataclass(frozen=True, slots=True)
class Row:
    """A rate as answered. ``unit`` and ``total`` in cents, all included; ``rights``: tickets made."""

    code: str
    label: str
    offered: bool
    unit: int
    parts: tuple[Part, ...]
    total: int
    rights: int
    free_rights: int
    proof: str
    warnings: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The question in words, and the answers."""

    about: str
    prices: str
    offered: tuple[Row, ...]
    refused: tuple[Row, ...]
    quantity: int
    companions: int


class Simulator:
    """One question: reads what it needs once."""

    def __init__(self, asked: QueryDict, cinema: CinemaView, *, drafts: bool) -> None:
        self.cinema, self.zone = cinema, ZoneInfo(cinema.zone)
        self.day = day_said(asked.get("on", "")) or clock.now().astimezone(self.zone).date()
        self.lists = price_lists([cinema.id])
        self.drafts = _drafts(cinema) if drafts else {}
        data = asked if set(asked) & set(SimulatorForm.base_fields) else None
        self.form = SimulatorForm(
            _filled(data, self.day),
            place=self.zone,
            prices=self._prices(),
            screenings=self._screenings(asked),
        )

    def _prices(self) -> list[tuple[str, str]]:
        found = []
        for view in self.lists:
            found.append((str(view.version.id), _("%s, now") % view.name))
            for each in view.coming:
                day = date_in_words(each.valid_from.astimezone(self.zone).date())
                found.append(
                    (str(each.version.id), _("%(list)s, from %(day)s") % {"list": view.name, "day": day})
                )
        found += [(f"draft-{id}", _("%s, draft") % name) for id, (name, _content) in self.drafts.items()]
        return found

    def _screenings(self, asked: QueryDict) -> list[Choice]:
        rows = Screening.objects.filter(cinema_id=self.cinema.id).exclude(state=Screening.State.CANCELLED)
        start = datetime.combine(self.day, datetime.min.time(), self.zone)
        that_day = rows.filter(starts_at__gte=start, starts_at__lt=start + timedelta(hours=30))
        chosen = asked.get("screening", "")
        if chosen.isdecimal() and len(chosen) < 10:
            that_day = that_day | rows.filter(id=int(chosen))
        facts = that_day.order_by("starts_at", "id").values_list(
            "id", "starts_at", "film__title", "screen__name"
        )
        return [
            (str(id), f"{starts.astimezone(self.zone):%H:%M} {title}, {screen}")
            for id, starts, title, screen in facts[:300]
        ]

    @property
    def result(self) -> Simulation | None:
        """The answers; None while the form is wrong, or without any price list."""
        if not self.form.is_valid():
            return None
        said = self.form.cleaned_data
        facts = self._facts()
        context = self._context(facts)
        version, name = self._version(facts, context)
        if version is None:
            return None
        customer = Customer(
            age=said["age"],
            has_proof=said["proof"] != "no",
            quantity=said["quantity"] or 1,
            companions=said["companions"] or 0,
            seat_kind=said["seat"] or "standard",
            zone=said["zone"],
        )
        rows = [_row(each) for each in answers(version, context, customer)]
        return Simulation(
            self._about(facts, context),
            name,
            tuple(row for row in rows if row.offered),
            tuple(row for row in rows if not row.offered),
            customer.quantity,
            customer.companions,
        )

    def _facts(self) -> ScreeningFacts | None:
        chosen = self.form.cleaned_data["screening"]
        return screening_facts([int(chosen)]).get(int(chosen)) if chosen else None

    def _context(self, facts: ScreeningFacts | None) -> ScreeningContext:
        said = self.form.cleaned_data
        channel = said["channel"] or "web"
        if facts is not None:
            return facts.context(channel=channel)
        film = self.form.known_film
        return ScreeningContext(
            self.form.starts_at,
            said["format"] or "2D",
            self.form.film_min_age,
            channel,
            film.slug if film else "",
            tuple(film.genres) if film else (),
        )

    def _version(
        self, facts: ScreeningFacts | None, context: ScreeningContext
    ) -> tuple[PriceListVersion | None, str]:
        chosen = self.form.cleaned_data["prices"]
        named = dict(self.form.fields["prices"].choices)  # type: ignore[attr-defined]
        if chosen.startswith("draft-"):
            return self.drafts[int(chosen.removeprefix("draft-"))][1], named[chosen]
        if chosen:
            return price_list_version(int(chosen)), named[chosen]
        if facts is not None:
            return price_list_version(facts.price_version), _("as the screening is sold")
        view: PriceListView | None = self.lists[0] if self.lists else None
        return (view.at(context.starts_at), view.name) if view else (None, "")

    def _about(self, facts: ScreeningFacts | None, context: ScreeningContext) -> str:
        day = date_in_words(context.starts_at.date())
        film = (
            facts.film_title
            if facts
            else (self.form.known_film.title if self.form.known_film else _("any film"))
        )
        parts = [day, f"{context.starts_at:%H:%M}", film, context.format]
        if context.film_min_age:
            parts.append(_("forbidden under %s") % context.film_min_age)
        return ", ".join(parts)


def _row(answer: Answer) -> Row:
    language = get_language() or "fr"
    quote = answer.quote
    own = [line for line in quote.lines if line.rate_code == answer.rate.code] if quote else []
    reasons = [reason_in_words(each, language=language) for each in answer.refusals]
    if answer.error is not None:
        reasons.append(say(answer.error, language=language))
    return Row(
        code=answer.rate.code,
        label=answer.rate.label.text(language),
        offered=quote is not None,
        unit=sum(line.unit_cents for line in own),
        parts=tuple(
            Part(line.label.text(language), line.unit_cents)
            for line in own
            if line.kind is not LineKind.TICKET
        ),
        total=quote.total_cents if quote else 0,
        rights=quote.seats if quote else 0,
        free_rights=sum(line.quantity for line in quote.lines if line.family == "gratuit") if quote else 0,
        proof=answer.rate.proof.text(language),
        warnings=tuple(reason_in_words(flag, language=language) for flag in answer.flags),
        reasons=tuple(reasons),
    )


def _drafts(cinema: CinemaView) -> dict[int, tuple[str, PriceListVersion]]:
    rows = PriceListDraft.objects.filter(price_list__cinema_id=cinema.id).select_related("price_list")
    return {row.price_list_id: (row.price_list.name, from_json(0, row.content)) for row in rows}


def _filled(data: QueryDict | None, day: date) -> QueryDict:
    """What was asked, over a usual question: one seat on the web this evening."""
    filled = QueryDict(mutable=True)
    filled.update({"on": day.isoformat(), "at": "20:30", "format": "2D", "proof": "yes", "channel": "web"})
    filled.update({"quantity": "1", "companions": "0", "seat": "standard"})
    for name in data or ():
        filled.setlist(name, (data or filled).getlist(name))
    return filled
