"""Rates usual in French cinemas, to start from: every amount is an example, every rule is editable."""

from __future__ import annotations

from datetime import date

from .rates import Family, Fee, Label, PriceListVersion, RateRule, Supplement, Window

MONDAY_TO_THURSDAY = (0, 1, 2, 3)
FRIDAY = (4,)
ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)
DAYBREAK = 5 * 60  # before it, a screening still belongs to the evening
NOON = 12 * 60
EVENING = 19 * 60

STUDENT_PROOF = Label(
    "Justificatif à présenter à l’entrée : étudiant, plus de 60 ans, demandeur d’emploi, "
    "carte mobilité inclusion, famille nombreuse.",
    "Proof to show at the door: student, over 60, job-seeker, disability card, large family.",
)
CHILD_PROOF = Label(
    "Pour les moins de 14 ans ; un justificatif d’âge peut être demandé.",
    "For children under 14; proof of age may be asked for.",
)


def french_defaults(
    id: int,
    *,
    full_cents: int = 950,
    online_fee_cents: int = 0,
    festival: tuple[date, date, int] | None = None,
) -> PriceListVersion:
    """A believable French price list.

    `full_cents`: the full price; the others follow. `online_fee_cents` adds a web fee line when not zero.
    `festival`: first day, last day (included) and price in cents of a nation-wide offer such as the Fête
    du cinéma; special formats keep their supplement (T-23).
    """
    rates = [*_everyday(full_cents), *_groups(full_cents)]
    if festival:
        rates.append(_festival(*festival))
    fees = () if not online_fee_cents else (_online_fee(online_fee_cents),)
    return PriceListVersion(id=id, currency="EUR", rates=tuple(rates), supplements=_supplements(), fees=fees)


def _everyday(full_cents: int) -> list[RateRule]:
    return [
        RateRule("PLEIN", Family.OTHER, Label("Plein tarif", "Full price"), full_cents, priority=10),
        RateRule(
            "REDUIT",
            Family.OTHER,
            Label("Tarif réduit", "Reduced price"),
            max(full_cents - 200, 100),
            proof=STUDENT_PROOF,
            windows=(Window(MONDAY_TO_THURSDAY), Window(FRIDAY, 0, EVENING)),
            priority=20,
        ),
        RateRule(
            "MOINS14",
            Family.OTHER,
            Label("Moins de 14 ans", "Under 14"),
            400,
            proof=CHILD_PROOF,
            max_age=13,
            priority=30,
        ),
        RateRule(
            "MATIN",
            Family.OTHER,
            Label("Séance du matin", "Morning screening"),
            max(full_cents - 300, 100),
            windows=(Window(ALL_DAYS, DAYBREAK, NOON),),
            priority=40,
        ),
        RateRule(
            "EXO",
            Family.FREE,
            Label("Exonéré", "Complimentary"),
            0,
            proof=Label("Motif et accord du responsable.", "Reason and manager's approval."),
            channels=("counter",),
            max_quantity=4,
            priority=90,
        ),
    ]


def _groups(full_cents: int) -> list[RateRule]:
    counter = ("counter",)
    return [
        RateRule(
            "CE",
            Family.OTHER,
            Label("Comité d’entreprise", "Works council"),
            max(full_cents - 250, 100),
            proof=Label("Carte du comité à présenter.", "Works council card to show."),
            channels=counter,
            priority=50,
        ),
        RateRule(
            "SCOL",
            Family.SCHOOL,
            Label("Scolaire", "School"),
            250,
            channels=counter,
            min_quantity=10,
            priority=60,
        ),
        RateRule(
            "GROUPE",
            Family.OTHER,
            Label("Groupe", "Group"),
            max(full_cents - 300, 100),
            channels=counter,
            min_quantity=15,
            priority=70,
        ),
        RateRule(
            "ACCOMP",
            Family.FREE,
            Label("Accompagnateur de groupe", "Group companion"),
            0,
            channels=counter,
            companion_of=("GROUPE", "SCOL"),
            paid_per_companion=10,
            priority=80,
        ),
    ]


def _festival(first_on: date, last_on: date, cents: int) -> RateRule:
    return RateRule(
        "FETE",
        Family.OTHER,
        Label("Fête du cinéma", "Cinema festival"),
        cents,
        first_on=first_on,
        last_on=last_on,
        priority=5,
    )


def _supplements() -> tuple[Supplement, ...]:
    return (
        Supplement("SUP3D", Label("Supplément 3D", "3D supplement"), 200, formats=("3D", "IMAX 3D")),
        Supplement("SUPIMAX", Label("Supplément IMAX", "IMAX supplement"), 400, formats=("IMAX", "IMAX 3D")),
        Supplement("SUPDUO", Label("Fauteuil duo", "Duo seat"), 150, seat_kinds=("duo",)),
    )


def _online_fee(cents: int) -> Fee:
    return Fee("FRAISWEB", Label("Frais de réservation en ligne", "Online booking fee"), cents)
