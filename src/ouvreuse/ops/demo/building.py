"""The walls of the demo: operator, cinemas, screens, plans, prices, films, people. Idempotent."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import User
from ouvreuse.booking.actions import rotate_signing_key
from ouvreuse.catalogue import actions as catalogue
from ouvreuse.catalogue.rules import FilmFacts, VersionFacts
from ouvreuse.kernel import clock
from ouvreuse.kernel.sealed import seal
from ouvreuse.ops.demo import films as demo_films
from ouvreuse.ops.demo.halls import CINEMAS, OPERATOR, DemoCinema
from ouvreuse.payments.models import ProviderAccount
from ouvreuse.pricing import actions as pricing
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.venues import actions as venues
from ouvreuse.venues.models import Cinema, Membership, Operator
from ouvreuse.venues.rules import vat_number_of

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
    operator = venues.create_operator(
        OPERATOR,
        legal_name=OPERATOR,
        siren="123456782",
        vat_number=vat_number_of("123456782"),
        publisher="Odile Marchand",
        host="Machine de démonstration, chez vous",
        mediator="Médiateur de démonstration, mediateur.invalid",
    )
    ids = [_cinema(operator, cinema) for cinema in CINEMAS]
    _films()
    _people(ids)
    ProviderAccount.objects.create(
        operator_id=operator,
        secret_key=_sealed("sk_test_demonstration"),
        webhook_secret=_sealed(settings.BANK_WEBHOOK_SECRET),
        changed_at=clock.now(),
        checked_at=clock.now(),
        can_charge=True,
        said="Banque de démonstration",
    )
    rotate_signing_key()
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
    films = demo_films.films()
    ids = catalogue.upsert_films([_film(film, seed) for seed, film in enumerate(films)])
    versions = [
        (
            identity,
            VersionFacts(
                version.label, version.audio, version.subtitles, version.original, version.captions,
                version.audio_description, version.format,
            ),
        )
        for identity, film in zip(ids, films, strict=True)
        for version in film.versions
    ]  # fmt: skip
    catalogue.upsert_versions(versions)


def _film(film: demo_films.FilmFacts, seed: int) -> FilmFacts:
    return FilmFacts(
        title=film.title_fr,
        original_title=film.title,
        visa_number=film.visa,
        classification=film.classification,
        runtime_min=film.runtime,
        year=film.year,
        countries=tuple(demo_films.COUNTRIES[code][0] for code in film.countries),
        genres=tuple(demo_films.GENRES[code][0] for code in film.genres),
        synopsis_fr=film.synopsis_fr,
        synopsis_en=film.synopsis_en,
        distributor="Distribution de démonstration",
        directors=film.directors,
        cast=film.actors,
        poster_seed=seed,
    )


def _people(cinemas: list[int]) -> None:
    password = settings.DEMO_PASSWORD
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
    return User.objects.filter(id=found).first() if found is not None else None


def cinemas() -> list[Cinema]:
    """The demo's cinemas in their order."""
    return list(Cinema.objects.order_by("id"))
