"""The questions: answers are kept, checked, changed later; secrets are never shown; only the right people come in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from tests.cast import Chain

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import AuditEntry, OneTimeLink, User
from ouvreuse.booking.models import SigningKey
from ouvreuse.booking.queries.opening import opening
from ouvreuse.booking.rules.opening import CODES, ChainState, HallState, HouseState, still_missing
from ouvreuse.booking.words import OPENING
from ouvreuse.payments.models import ProviderAccount
from ouvreuse.venues.models import Cinema, Membership, Operator, Screen, SeatMap
from ouvreuse.venues.tests.factories import browser, member

PASSWORD = "quatre mots pris au hasard"
SETUP = "/fr/staff/setup/"
SETTINGS = "/fr/staff/cinema/le-phare/settings/"


def first_form(**changes: str) -> dict[str, str]:
    return {"name": "Odile", "email": "odile@example.org", "password": PASSWORD, "language": "fr"} | changes


@pytest.fixture
def boss(chain: Chain) -> Client:
    return browser(member("bea", operator=True))


@pytest.mark.integration
class TestTheFirstLink:
    def link(self) -> str:
        return f"/fr/staff/first/{accounts.make_setup_link()[0]}/"

    def test_it_makes_the_first_account_once(self, database: None) -> None:
        link = self.link()
        assert link.split("/")[-2] not in str(list(OneTimeLink.objects.values()))
        assert browser().get(link).status_code == 200
        client = browser()
        assert client.post(link, first_form(password="court")).status_code == 422
        assert client.post(link, first_form()).headers["Location"] == SETUP
        user = User.objects.get()
        assert (user.email, user.is_operator) == ("odile@example.org", True)
        assert SigningKey.objects.count() == 1, "the key that signs tickets makes itself"
        page = client.get(SETUP).content.decode()
        assert "Il n’y a pas encore de cinéma." in page
        assert "ni certifié comme caisse" in page
        assert client.get("/fr/staff/").headers["Location"] == SETUP
        assert browser().get(link).status_code == 410
        assert browser().post(link, first_form(email="eve@example.org")).status_code == 410

    def test_a_newer_one_and_a_day_kill_it(self, database: None, travel: Callable[..., None]) -> None:
        older, newer = self.link(), self.link()
        assert browser().get(older).status_code == 410
        assert browser().get(newer).status_code == 200
        travel(hours=24, minutes=1)
        assert browser().get(newer).status_code == 410
        for nonsense in ("x", "%00", "a" * 300):
            assert browser().get(f"/fr/staff/first/{nonsense}/").status_code == 410

    def test_who_has_the_machine_gets_back_in(self, chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
        lost = member("olga", cinema=chain.cinema, role="owner")
        accounts.deactivate(lost.id, actor=None)
        call_command("setup")
        said = capsys.readouterr().out
        found = re.search(r"http://localhost:8000(/\w\w/staff/first/\S+)", said)
        assert found is not None
        assert browser().post(found[1], first_form(email="olga@example.org")).status_code == 303
        lost.refresh_from_db()
        assert (lost.is_active, lost.is_operator) == (True, True)
        assert AuditEntry.objects.filter(verb="use_setup_link", actor=lost).exists()


def chain_of(*houses: HouseState, **changes: Any) -> ChainState:
    facts = {
        "named": True,
        "legal": True,
        "signing_key": True,
        "mail": "checked",
        "money": "checked",
        "films": 1,
    }
    return ChainState(**{**facts, **changes}, houses=houses)


@pytest.mark.unit
def test_the_rule_names_each_thing_that_is_missing() -> None:
    house = HouseState("a", "A", (HallState(1, "1", 120, 4),), 1, 1)
    assert still_missing(chain_of(house)) == ()
    bad = HouseState("a", "A", (HallState(1, "1", 120, 1), HallState(2, "2", 0, 0)), 0, 0)
    empty = HouseState("b", "B", (), 1, 1)
    state = chain_of(bad, empty, named=False, legal=False, signing_key=False, mail="", money="set", films=0)
    codes = [each.code for each in still_missing(state)]
    assert codes == [
        "operator", "screens", "plan", "wheelchair", "prices", "mail", "money_unchecked", "legal", "signing_key",
        "film", "screening",
    ]  # fmt: skip
    assert [each.code for each in still_missing(chain_of(mail="set", money="closed"))] == [
        "cinema", "mail_unchecked", "money_closed",
    ]  # fmt: skip
    assert next(each.count for each in still_missing(state) if each.code == "wheelchair") == 3
    assert set(CODES) == set(OPENING)


@pytest.mark.integration
def test_what_is_missing_is_one_statement_and_links_to_its_cure(chain: Chain, boss: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        opening()
    assert len(asked) <= 1
    page = boss.get("/fr/staff/").content.decode()
    for path in (
        f"{SETUP}operator/",
        f"{SETUP}mail/",
        f"{SETUP}payment/",
        f"{SETUP}legal/",
        f"{SETTINGS}screens/",
    ):
        assert f'href="{path}"' in page, path
    owner = browser(member("olga", cinema=chain.cinema, role="owner")).get("/fr/staff/").content.decode()
    assert "Ce qui manque" not in owner


@pytest.mark.integration
@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ({"siren": "123456789"}, "siren"),
        ({"siren": "12345"}, "siren"),
        ({"vat_number": "FR00123456782"}, "vat_number"),
        ({"vat_number": "nonsense"}, "vat_number"),
        ({"legal_name": ""}, "legal_name"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_typed_is_lost(
    chain: Chain, boss: Client, answer: dict[str, str], wrong: str
) -> None:
    typed = {
        "name": "Ciné du port",
        "legal_name": "Ciné du port SARL",
        "siren": "123 456 782",
        "vat_number": "",
    }
    page = boss.post(f"{SETUP}operator/", typed | answer)
    assert page.status_code == 422
    text = page.content.decode()
    assert f'id="id_{wrong}_error"' in text
    if wrong != "legal_name":
        assert "Ciné du port SARL" in text
    assert Operator.objects.get().siren == ""


@pytest.mark.integration
def test_answers_are_kept_in_the_trail_and_a_cinema_gets_its_owner(chain: Chain) -> None:
    bea = member("bea", operator=True)
    boss = browser(bea)
    boss.post(f"{SETUP}operator/", {"name": "Ciné", "legal_name": "Ciné SARL", "siren": "123456782"})
    facts = AuditEntry.objects.get(verb="edit_operator").facts
    assert facts["after"]["siren"] == "123456782"
    made = {"name": "L’Escale", "town": "Saint-Denis", "zone": "Indian/Reunion", "territory": "fr-overseas"}
    assert boss.post(f"{SETUP}cinema/", made | {"slug": "le-phare", "operator": "9"}).status_code == 303
    cinema = Cinema.objects.get(slug="l-escale")
    assert (cinema.zone, cinema.operator_id) == ("Indian/Reunion", chain.operator)
    assert Membership.objects.filter(user=bea, cinema=cinema, role="owner").exists()
    assert boss.post(f"{SETUP}cinema/", made).status_code == 422, "one cinema of this name"
    chain.screening()
    boss.post(
        SETTINGS, {"name": "Le Phare", "town": "Dieppe", "zone": "Indian/Reunion", "territory": "other"}
    )
    assert Cinema.objects.get(id=chain.cinema).zone == "Europe/Paris", "there are screenings"


@pytest.mark.integration
def test_a_hall_is_drawn_from_a_few_numbers(chain: Chain, boss: Client) -> None:
    add = f"{SETTINGS}screens/"
    hall = {"number": "3", "seating": "numbered", "rows": "10", "seats": "12", "spaces_at": "back"}
    assert boss.post(add, hall).status_code == 303
    screen = Screen.objects.get(number=3)
    plan = SeatMap.objects.get(screen=screen)
    assert (screen.name, plan.capacity, plan.kinds.count("W")) == ("Salle 3", 120, 4)
    for bad in ({"number": "3"}, {"number": "4", "rows": ""}, {"number": "4", "rows": "1", "seats": "2"}):
        assert boss.post(add, hall | bad).status_code == 422, bad
    assert not Screen.objects.filter(number=4).exists(), "nothing half done"
    free = {"number": "4", "seating": "free", "capacity": "80"}
    boss.post(add, free)
    assert SeatMap.objects.get(screen__number=4).kinds.count("W") == 3
    assert Screen.objects.get(number=4).free_seating


@pytest.mark.integration
@pytest.mark.parametrize(
    ("typed", "cents"), [("9,50", 950), ("9.5", 950), ("8", 800), ("-1", 0), ("0", 0), ("x", 0)]
)
def test_the_first_price_list_comes_from_one_price(
    chain: Chain, boss: Client, typed: str, cents: int
) -> None:
    from ouvreuse.pricing.models import PriceListVersion
    from ouvreuse.pricing.rules import from_json

    boss.post(
        f"{SETUP}cinema/", {"name": "Neuf", "town": "Brest", "zone": "Europe/Paris", "territory": "other"}
    )
    answer = boss.post("/fr/staff/cinema/neuf/settings/rates/", {"full": typed})
    assert answer.status_code == (303 if cents else 422)
    made = [
        from_json(0, each.content)
        for each in PriceListVersion.objects.filter(price_list__cinema__slug="neuf")
    ]
    assert [each.rates[0].amount_cents for each in made] == [cents] * bool(cents)


@pytest.mark.integration
def test_the_keys_are_asked_of_the_provider_before_they_are_kept(
    chain: Chain, bank: Any, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "BANK_URL", bank.url)
    ProviderAccount.objects.update(active=False)
    keys = {"secret_key": "sk_test_phare", "webhook_secret": "whsec_phare"}
    for bad in ({"secret_key": "sk_test_unknown"}, {"secret_key": "sk_live_phare"}, {"secret_key": "12"}):
        assert boss.post(f"{SETUP}payment/", keys | bad).status_code == 422, bad
    assert not ProviderAccount.objects.filter(active=True).exists()
    assert boss.post(f"{SETUP}payment/", keys).status_code == 303
    account = ProviderAccount.objects.get(active=True)
    assert (account.can_charge, account.said) == (True, "Cinéma d’essai")
    assert "phare" not in account.secret_key + account.webhook_secret
    page = boss.get(f"{SETUP}payment/").content.decode()
    assert "sk_test_phare" not in page
    assert "whsec_phare" not in page
    assert "http://localhost:8000/api/webhooks/stripe" in page
    assert "sk_test_phare" not in str(list(AuditEntry.objects.values()))
    boss.post(f"{SETUP}payment/", {"secret_key": "sk_test_nocharge"})
    another = ProviderAccount.objects.get(active=True)
    assert another.id != account.id, "a key of somebody else begins another account"
    assert [each.code for each in opening() if each.code.startswith("money")] == ["money_closed"]


@pytest.mark.integration
def test_an_owner_of_one_cinema_changes_that_one_and_not_the_chain(chain: Chain) -> None:
    owner = browser(member("olga", cinema=chain.cinema, role="owner"))
    for page in ("", "operator/", "cinema/", "mail/", "payment/", "legal/", "texts/"):
        assert owner.get(SETUP + page).status_code == 403
        assert owner.post(SETUP + page, {"name": "x"}).status_code in (403, 405)
    page = owner.get(SETTINGS).content.decode()
    assert f"{SETTINGS}screens/" in page
    assert f"{SETUP}mail/" not in page
    changed = {"name": "Le Phare", "town": "Veules", "zone": "Europe/Paris", "territory": "fr-metropolitan"}
    assert owner.post(SETTINGS, changed).status_code == 303
    assert Cinema.objects.get(id=chain.cinema).town == "Veules"
