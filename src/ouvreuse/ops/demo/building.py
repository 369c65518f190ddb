"""The walls of the demo: operator, cinemas, screens, plans, prices, films, people. Idempotent."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.booking.actions import signing_key
from ouvreuse.catalogue import actions as catalogue
from ouvreuse.kernel.sealed import seal
from ouvreuse.ops.demo.films import FILMS
from ouvreuse.ops.demo.halls import CINEMAS, OPERATOR, DemoCinema
from ouvreuse.payments.models import ProviderAccount
from ouvreuse.pricing import actions as pricing
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.project import env
from ouvreuse.venues import actions as venues
from ouvreuse.venues.models import Cinema, Membership, Operator

PEOPLE = (
    ("proprietaire", "Odile Marchand", "owner"),
    ("programmation", "Paul Renaud", "programmer"),
    ("caisse", "Inès Caron", "box_office"),
    ("ouvreuse", "Lucie Bernard", "usher"),
)
STREETS = {
    "etoile": "12 rue du Petit-Écran",
    "rideau": "3 place des Bobines",
    "cabestan": "8 quai de la Pellicule",
}
FULL_PRICE = {"etoile": 980, "rideau": 950, "cabestan": 880}


@transaction.atomic
def build() -> bool:
    """Make the chain in an empty database; False when it stands already."""
    if Operator.objects.exists():
        return False
    operator = venues.create_operator(OPERATOR, legal_name=OPERATOR)
    ids = [_cinema(operator, cinema) for cinema in CINEMAS]
    _films()
    _people(ids)
    ProviderAccount.objects.create(
        operator_id=operator,
        secret_key=_sealed("sk_test_demonstration"),
        webhook_secret=_sealed(env.text("OUVREUSE_BANK_WEBHOOK_SECRET", "whsec_demonstration")),
    )
    signing_key()
    return True


def _sealed(secret: str) -> str:
    return seal(secret, key=settings.SECRET_KEY, purpose="payments")


def _cinema(operator: int, facts: DemoCinema) -> int:
    cinema = venues.create_cinema(
        operator,
        name=facts.name,
        town=facts.town,
        slug=facts.slug,
        address=STREETS.get(facts.slug, ""),
        postcode=facts.postcode,
        cnc_authorisation=facts.authorisation,
        email=f"{facts.slug}@demo.invalid",
    )
    for hall in facts.halls:
        screen = venues.create_screen(
            cinema, number=hall.number, name=hall.name, free_seating=hall.free_seating
        )
        venues.publish_seat_map(
            screen, [{**asdict(seat), "partner": seat.partner or 0} for seat in hall.seats]
        )
    content = french_defaults(0, full_cents=FULL_PRICE.get(facts.slug, 950))
    pricing.publish_price_list("normal", cinema=cinema, name="Grille normale", content=content)
    return cinema


def _films() -> None:
    films = [film.to_catalogue(seed) for seed, film in enumerate(FILMS)]
    ids = catalogue.upsert_films(films)
    catalogue.upsert_versions(
        [
            (film_id, version)
            for film_id, film in zip(ids, FILMS, strict=True)
            for version in film.catalogue_versions()
        ]
    )


def _people(cinemas: list[int]) -> None:
    password = env.text("OUVREUSE_DEMO_PASSWORD", "only-for-tests")
    logins = []
    for address, name, role in PEOPLE:
        email = f"{address}@demo.invalid"
        user = accounts.create_user(email, name=name, password=password, operator=role == "owner")
        for cinema in cinemas:
            venues.grant_role(user, cinema=cinema, role=role)
        logins.append({"role": role, "name": name, "email": email, "password": password})
    path = Path(settings.DATA) / "demo-logins.json"
    path.write_text(json.dumps(logins, ensure_ascii=False, indent=1))
    path.chmod(0o600)


def demo_user(role: str) -> User | None:
    """The person of the demo who has this role, for the one-click sign-in on loopback."""
    found = Membership.objects.filter(role=role).order_by("id").values_list("user_id", flat=True).first()
    return User.objects.filter(id=found).first()


def cinemas() -> list[Cinema]:
    """The demo's cinemas in their order."""
    return list(Cinema.objects.order_by("id"))
