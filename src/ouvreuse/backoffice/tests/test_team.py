"""The staff's way in and out, and their first page."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from tests.cast import Chain

from ouvreuse.accounts.models import User
from ouvreuse.backoffice.team.forms import own_path
from ouvreuse.venues.actions import create_cinema, revoke_role
from ouvreuse.venues.tests.factories import browser, member

SIGN_IN = "/fr/staff/sign-in/"
PASSWORD = "a long enough password"

AWAY = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "http:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "",
    " //evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "//evil.example/fr/staff/",
    "/\\/evil.example", "\\/evil.example", "/%0d%0aLocation: x\r\n", "https://localhost@evil.example", "//localhost",
    "http://localhost/fr/staff/", "ftp://x", "mailto:x@y.z", "?next=//evil", "#//evil", "/" + "a" * 600,
    "/\x00/evil", "//[::1]", "http://[evil", "/\u2028/evil", "vbscript:x",
]  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("wanted", AWAY)
def test_the_way_back_never_leads_away(wanted: str) -> None:
    """SEC-07."""
    assert own_path(wanted) == ""


@pytest.mark.unit
@pytest.mark.parametrize("wanted", ["/fr/door/", "/en/door/le-phare/?screen=2", "/fr/staff/"])
def test_the_way_back_leads_to_our_pages(wanted: str) -> None:
    assert own_path(wanted) == wanted


@cache
def slow_hash() -> str:
    """The password's hash, made once."""
    return make_password(PASSWORD)


@pytest.fixture
def ursule(chain: Chain) -> User:
    user = member("ursule", cinema=chain.cinema)
    user.password = slow_hash()
    user.save(update_fields=["password"])
    return user


def enter(password: str = PASSWORD, **form: str) -> tuple[int, str, str]:
    client = browser()
    response = client.post(SIGN_IN, {"email": "Ursule@example.org", "password": password, **form})
    cookie = client.cookies.get("session")
    return response.status_code, response.headers.get("Location", ""), cookie.value if cookie else ""


def test_the_right_password_opens_the_first_page(ursule: User) -> None:
    assert enter()[:2] == (303, "/fr/staff/")
    assert enter(next="/fr/door/")[:2] == (303, "/fr/door/")
    assert enter(next="//evil.example/")[:2] == (303, "/fr/staff/")


def test_a_wrong_password_is_said_without_saying_which(ursule: User) -> None:
    client = browser()
    answers = []
    for email in ("ursule@example.org", "nobody@example.org"):
        page = client.post(SIGN_IN, {"email": email, "password": "wrong"})
        assert page.status_code == 422
        assert "Adresse ou mot de passe inconnu." in page.content.decode()
        assert 'value="wrong"' not in page.content.decode()
        tokenless = re.sub(r'value="[^"]*"', "", page.content.decode())
        answers.append(re.sub(r"[0-9a-f]{32}", "", tokenless))
    assert answers[0] == answers[1]
    assert "Unknown address or password." in client.post(
        "/en/staff/sign-in/", {"email": "x@y.fr", "password": "wrong"}
    ).content.decode()  # fmt: skip
    assert client.cookies.get("session") is None


def test_an_empty_form_is_refused(database: None) -> None:
    assert browser().post(SIGN_IN, {}).status_code == 422


def test_too_many_failures_are_429(ursule: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ouvreuse.accounts.actions.signing_in.check_password", lambda *_: False)
    client = browser()
    form = {"email": "ursule@example.org", "password": "wrong"}
    assert [client.post(SIGN_IN, form).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_session_planted_before_is_not_the_one_after(ursule: User) -> None:
    """ACC-08: session fixation."""
    client = browser()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = session.session_key
    client.post(SIGN_IN, {"email": "ursule@example.org", "password": PASSWORD})
    assert client.cookies["session"].value != session.session_key
    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_who_is_in_already_is_led_on(ursule: User) -> None:
    response = browser(ursule).get(f"{SIGN_IN}?next=/fr/door/")
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/door/")


def test_who_has_no_role_may_come_in_as_somebody_else(chain: Chain) -> None:
    client = browser(member("max"))
    assert client.get("/fr/staff/").status_code == 403
    assert client.get(SIGN_IN).status_code == 200


def test_signing_out_is_a_post_and_final(ursule: User) -> None:
    client = browser(ursule)
    stolen = client.cookies["session"].value
    assert client.get("/fr/staff/sign-out/").status_code == 405
    assert client.get("/fr/staff/").status_code == 200
    assert client.post("/fr/staff/sign-out/").headers["Location"] == SIGN_IN
    client.cookies["session"] = stolen
    assert client.get("/fr/staff/").status_code == 303


def test_the_sign_in_needs_its_token(ursule: User) -> None:
    client = browser(csrf=True)
    form = {"email": "ursule@example.org", "password": PASSWORD}
    assert client.post(SIGN_IN, form).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(SIGN_IN).content.decode())
    assert token is not None
    assert client.post(SIGN_IN, {**form, "csrfmiddlewaretoken": token[1]}).status_code == 303


def test_each_person_sees_their_cinemas_and_what_works_there(chain: Chain, ursule: User) -> None:
    create_cinema(chain.operator, name="Le Rival", town="Rouen")
    page = browser(ursule).get("/fr/staff/").content.decode()
    assert "Le Phare" in page
    assert "contrôle" in page
    assert "/fr/door/le-phare/" in page
    assert "Le Rival" not in page
    page = browser(member("paul", cinema=chain.cinema, role="programmer")).get("/fr/staff/").content.decode()
    assert "/fr/door/" not in page
    page = browser(member("bea", operator=True)).get("/en/staff/").content.decode()
    assert page.count('class="card"') == 2
    assert "Check tickets" in page
    assert "every cinema of the chain" in page


def test_a_role_taken_back_counts_at_the_next_request(chain: Chain, ursule: User) -> None:
    """ACC-03."""
    client = browser(ursule)
    assert client.get("/fr/door/le-phare/").status_code == 200
    revoke_role(ursule.id, cinema=chain.cinema, role="usher")
    assert client.get("/fr/door/le-phare/").status_code == 403
    assert client.get("/fr/staff/").status_code == 403


def test_a_person_who_left_is_out_at_once(ursule: User) -> None:
    client = browser(ursule)
    User.objects.filter(id=ursule.id).update(is_active=False)
    response = client.get("/fr/staff/")
    assert (response.status_code, response.headers["Location"]) == (303, f"{SIGN_IN}?next=%2Ffr%2Fstaff%2F")
