"""MATRIX: every address of the staff's doors, by every kind of person. Closed unless a role opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.cast import Chain

from ouvreuse.accounts.models import User
from ouvreuse.booking.actions import (
    GroupAsked,
    alter_screening,
    confirm_group,
    count_class,
    save_group,
    sell,
)
from ouvreuse.booking.models import GroupClass, Order
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.changes import Alteration, altered_plan
from ouvreuse.kernel import clock
from ouvreuse.payments.actions import open_shift
from ouvreuse.payments.models import Till
from ouvreuse.programme.actions import Plan, plan_screening
from ouvreuse.programme.models import Screening
from ouvreuse.venues.actions import block_places, create_cinema, report_fault
from ouvreuse.venues.models import Invitation
from ouvreuse.venues.rules import ACTIONS, ROLES, roles_that_may
from ouvreuse.venues.tests.factories import browser, member

STAFF_DOORS = ("backoffice", "counter")
CONVERTERS = ("slug", "int", "str", "uuid", "path")


def samples(chain: Chain) -> dict[str, object]:
    """For each part of an address, something that is there."""
    screening = sold_screening(chain)
    return {
        "cinema": "le-phare",
        "screen": 1,
        "screening": screening,
        "list": "normal",
        "number": 1,
        "kind": "rate",
        "code": "PLEIN",
        "draft": draft_of(chain),
        "sheet": "lobby",
        "paper": "a4",
        **venues(chain),
        **films_of(chain),
        **at_the_counter(chain, screening),
        **team_samples(chain),
        **group_of(chain),
    }


def sold_screening(chain: Chain) -> int:
    """A screening somebody has a ticket for, changed once."""
    if not chain.screenings:
        screening = chain.screening(in_minutes=600)
        sell(screening, places=[1], rates=["PLEIN"])
        alteration = Alteration(pre_show_min=20)
        seen = altered_plan(screening, alteration=alteration).seen
        alter_screening(screening, alteration=alteration, reason="a test", seen=seen)
    return chain.screenings[0]


def venues(chain: Chain) -> dict[str, object]:
    """Seats off sale and a fault of the first screen."""
    now = clock.now()
    block = block_places(
        chain.screen,
        places=[1],
        kind="broken",
        starts_at=now,
        ends_at=None,
        reason="spring",
        by="Paul",
        actor=None,
    )
    fault = report_fault(chain.screen, kind="lift", starts_at=now, by="Paul", actor=None)
    return {"edition": 1, "file": "csv", "block": block, "fault": fault}


def films_of(chain: Chain) -> dict[str, object]:
    """What the pages of the catalogue name."""
    from datetime import date

    from ouvreuse.catalogue.models import Contract, Distributor, Series

    lender, _ = Distributor.objects.get_or_create(key="diaphane", defaults={"name": "Diaphane"})
    week = {"first_on": date(2026, 11, 18), "last_on": date(2026, 11, 24)}
    terms = {"rate_bp": 5000, "formula": "CNC 2024", "distributor": lender}
    contract, _ = Contract.objects.get_or_create(
        film_id=chain.film, cinema_id=chain.cinema, **week, defaults=terms
    )
    cycle, _ = Series.objects.get_or_create(slug="nuits", defaults={"title_fr": "Nuits"})
    return {
        "film": chain.film, "film_version": chain.version, "distributor": lender.id, "contract": contract.id,
        "series": cycle.id, "still": 1, "tmdb": 11,
    }  # fmt: skip


def at_the_counter(chain: Chain, screening: int) -> dict[str, object]:
    """A till somebody holds, and an order sold."""
    till = Till.objects.first()
    if till is None:
        clerk = member("mona", cinema=chain.cinema, role="box_office")
        open_shift(None, cinema=chain.cinema, user=clerk.id, float_cents=5000)
        till = Till.objects.get()
    sold = Order.objects.order_by("id").values_list("code", flat=True).first()
    order = sold or order_view(sell(screening, places=[1], rates=["PLEIN"])).code
    return {"order": order, "shift": till.shifts.get().id, "till": till.id}


def group_of(chain: Chain) -> dict[str, object]:
    """A group that has confirmed, with a class counted."""
    found = GroupClass.objects.first()
    if found is None:
        screening = chain.screening(in_minutes=30, free=True)
        asked = GroupAsked(screening, kind="school", organisation="Jules-Ferry", pupils=10, rate_code="SCOL")
        booking = save_group(asked, cinema=chain.cinema)
        confirm_group(booking)
        found = GroupClass.objects.get(id=count_class(booking, name="A", pupils=10, companions=0))
    return {"group": found.booking_id, "counted": found.id}


def draft_of(chain: Chain) -> int:
    """A draft of next week."""
    starts_at = clock.now() + timedelta(days=7)
    plan = Plan(
        screen=chain.screen, version=chain.version, price_version=chain.price_version, starts_at=starts_at
    )
    found = Screening.objects.filter(state="draft").first()
    return found.id if found else plan_screening(plan)


def team_samples(chain: Chain) -> dict[str, object]:
    """Somebody of the team, and an invitation that waits."""
    person = User.objects.filter(email="sample@example.org").first() or member("sample", cinema=chain.cinema)
    waiting = Invitation.objects.first() or Invitation.objects.create(
        cinema_id=chain.cinema, email="asked@example.org", roles=["usher"], language="fr", fingerprint="x",
        invited_by=person, created_at=clock.now(), expires_at=clock.now() + timedelta(days=7),
    )  # fmt: skip
    return {"person": person.pk, "invitation": waiting.pk}


OPEN = {
    *("backoffice:sign_in", "backoffice:sign_out", "backoffice:first", "backoffice:forgotten"),
    *("backoffice:new_password", "backoffice:invitation"),
}


def walk(
    resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, object]]:
    """(name, path pattern, view) of every address below."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from walk(entry, path, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or ""]), path, entry.callback


def staff_addresses() -> list[tuple[str, str, object]]:
    return [each for each in walk(get_resolver()) if each[0].split(":")[0] in STAFF_DOORS]


def filled(path: str, known: dict[str, object]) -> str:
    """A real path: the samples in place of the pattern's parts."""
    path = path.replace("plans/<int:version>", "plans/1")  # a plan's version; elsewhere it is a film's
    for name, value in known.items():
        for converter in CONVERTERS:
            path = path.replace(f"<{converter}:{name}>", str(value))
    assert "<" not in path, f"give the map a sample for {path}"
    return "/" + path


def guarded(chain: Chain) -> list[tuple[str, str, str]]:
    """(name, path, action) of every guarded address."""
    known = samples(chain)
    return [
        (name, filled(path, known), view.required_action)  # type: ignore[attr-defined]
        for name, path, view in staff_addresses()
        if name not in OPEN
    ]


def both(client: Client, path: str) -> set[int]:
    """What reading and posting answer; a view that knows only one of them says 405 for the other."""
    return {client.get(path).status_code, client.post(path).status_code}


def test_every_address_of_the_staff_names_its_action_or_is_one_of_the_open_ones() -> None:
    addresses = staff_addresses()
    assert len(addresses) >= 11
    for name, _, view in addresses:
        action = getattr(view, "required_action", "")
        assert (name in OPEN) == getattr(view, "open_to_all", False), name
        assert bool(action) != (name in OPEN), f"{name} is neither open nor guarded"
        assert not action or action in ACTIONS, name


@pytest.mark.integration
def test_nobody_enters_without_a_session(chain: Chain) -> None:
    client = browser()
    for name, path, _ in guarded(chain):
        read = client.get(path)
        assert read.status_code in (303, 405), name
        if read.status_code == 303:
            assert read.headers["Location"].startswith("/fr/staff/sign-in/?next=")
        assert client.post(path).status_code in (403, 405), name
        assert 200 not in both(client, path)


@pytest.mark.integration
@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_opens_its_addresses_and_no_other(chain: Chain, role: str) -> None:
    client = browser(member("somebody", cinema=chain.cinema, role=role))
    for name, path, action in guarded(chain):
        answers = both(client, path)
        if role in roles_that_may(action):
            assert answers.isdisjoint({401, 403, 404}), (name, answers)
        else:
            assert answers <= {403, 405}, (name, answers)


@pytest.mark.integration
def test_who_works_elsewhere_finds_nothing_here(chain: Chain) -> None:
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    addresses = guarded(chain)
    for role in sorted(ROLES):
        client = browser(member(f"somebody-{role}", cinema=rival, role=role))
        for name, path, _ in addresses:
            if "le-phare" in path:
                assert both(client, path) <= {403, 404, 405}, (name, role)


@pytest.mark.integration
def test_a_signed_in_person_without_any_role_sees_nothing(chain: Chain) -> None:
    client = browser(member("somebody"))
    for name, path, _ in guarded(chain):
        assert both(client, path) <= {403, 405}, name


@pytest.mark.integration
def test_no_page_of_the_staff_is_kept_by_a_cache(chain: Chain) -> None:
    client = browser(member("bea", operator=True))
    for name, path, _ in guarded(chain):
        response = client.get(path)
        if response.status_code == 200:
            assert "no-store" in response.headers["Cache-Control"], name
    assert "no-store" in browser().get("/fr/staff/sign-in/").headers["Cache-Control"]
