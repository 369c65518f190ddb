"""The team: invited by a link, roles given and taken back, people leave; nobody gets more than the other holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import AuditEntry, OneTimeLink, User
from ouvreuse.notifications.flows import compose
from ouvreuse.notifications.models import Message
from ouvreuse.venues.actions import create_cinema, grant_role
from ouvreuse.venues.models import Invitation, Membership
from ouvreuse.venues.queries import rights_of
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
TEAM = "/fr/staff/cinema/le-phare/team/"
PASSWORD = "quatre mots pris au hasard"


@pytest.fixture
def olga(chain: Chain) -> User:
    return member("olga", cinema=chain.cinema, role="owner")


def mailed_link() -> str:
    """The path of the link in the last letter."""
    letter = compose(Message.objects.order_by("-created_at")[0])
    found = re.search(r"https?://[^/]+(/\S+)", str(letter.body))
    assert found is not None
    assert found[1] in str(letter.alternatives[0][0])
    return found[1]


def invite(client: Client, **changes: Any) -> int:
    asked = {"email": "Lucie@Example.org", "roles": ["usher"], "language": "fr"} | changes
    return client.post(TEAM, asked).status_code


def roles_of(name: str) -> set[str]:
    found = Membership.objects.filter(user__email=f"{name}@example.org")
    return set(found.values_list("role", flat=True))


def test_an_invited_person_joins_once(chain: Chain, olga: User) -> None:
    assert invite(browser(olga)) == 303
    row = Invitation.objects.get()
    link = mailed_link()
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(Message.objects.get().facts), "the outbox keeps no link that opens something"
    assert token not in str(row.__dict__)
    page = browser().get(link)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert "lucie@example.org" in page.content.decode()
    lucie = browser()
    answer = {"name": "Lucie Bernard", "password": PASSWORD, "language": "en"}
    assert lucie.post(link, answer).headers["Location"] == "/fr/staff/"
    assert "Lucie Bernard" in lucie.get("/fr/staff/").content.decode()
    assert roles_of("lucie") == {"usher"}
    assert User.objects.get(email="lucie@example.org").language == "en"
    assert browser().get(link).status_code == 410
    assert browser().post(link, answer).status_code == 410
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-4:] == ["invite", "join_team", "accept_invitation", "grant_role"]


def test_a_weak_password_leaves_the_link_alive(chain: Chain, olga: User) -> None:
    invite(browser(olga))
    link = mailed_link()
    for weak in (
        "court",
        "motdepasse",
        "Azerty-12345",
        "password123",
        "aaaaaaaaaaaa",
        "lucie@example.org",
        "",
    ):
        answer = browser().post(link, {"name": "Lucie", "password": weak, "language": "fr"})
        assert answer.status_code == 422, weak
    assert not User.objects.filter(email="lucie@example.org").exists()
    assert browser().post(link, {"name": "Lucie", "password": PASSWORD, "language": "fr"}).status_code == 303


def test_an_invitation_ends_by_age_by_being_withdrawn_and_by_a_newer_one(
    chain: Chain, olga: User, travel: Callable[..., None]
) -> None:
    client = browser(olga)
    invite(client)
    first = mailed_link()
    client.post(f"{TEAM}invitations/{Invitation.objects.get().id}/resend/")
    second = mailed_link()
    assert browser().get(first).status_code == 410
    assert browser().get(second).status_code == 200
    travel(days=7, minutes=1)
    assert browser().get(second).status_code == 410
    assert "expirée" in client.get(TEAM).content.decode()
    invite(client)
    third = mailed_link()
    waiting = Invitation.objects.get(accepted_at=None, withdrawn_at=None)
    client.post(f"{TEAM}invitations/{waiting.id}/withdraw/")
    assert browser().get(third).status_code == 410


def test_who_works_here_already_keeps_the_password(chain: Chain, olga: User) -> None:
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    paul = member("paul", cinema=rival, role="programmer")
    invite(browser(olga), email="paul@example.org", roles=["box_office"])
    client = browser()
    assert client.post(mailed_link(), {}).status_code == 303
    assert client.get("/fr/staff/").status_code == 303, "a link for somebody known opens no session"
    assert rights_of(paul.id).roles[chain.cinema] == {"box_office"}
    assert invite(browser(olga), email="paul@example.org") == 422, "in the team already"


def test_extra_fields_change_nothing(chain: Chain, olga: User) -> None:
    """BO-04, SEC-05."""
    more = {"is_operator": "on", "operator": "1", "cinema": "999", "held": "owner", "actor": "1", "user": "1"}
    invite(browser(olga), **more)
    browser().post(
        mailed_link(), {"name": "Lucie", "password": PASSWORD, "language": "fr", "roles": ["owner"], **more}
    )
    lucie = User.objects.get(email="lucie@example.org")
    assert not lucie.is_operator
    assert roles_of("lucie") == {"usher"}
    client = browser(lucie)
    client.post("/fr/staff/me/", {"name": "Lucie", "language": "fr", "email": "x@y.fr", **more})
    lucie.refresh_from_db()
    assert (lucie.email, lucie.is_operator) == ("lucie@example.org", False)
    assert client.post(TEAM, {"email": "a@b.fr", "roles": ["owner"], "language": "fr"}).status_code == 403


def test_nobody_grants_more_than_they_hold(chain: Chain, olga: User) -> None:
    from ouvreuse.venues import actions
    from ouvreuse.venues.errors import NotYours

    paul = member("paul", cinema=chain.cinema, role="programmer")
    for held in (frozenset({"programmer"}), frozenset({"inspector", "usher"}), frozenset()):
        with pytest.raises(NotYours):
            actions.set_roles(
                paul.id, cinema=chain.cinema, roles=frozenset({"owner"}), actor=paul.id, held=held
            )
        with pytest.raises(NotYours):
            actions.leave(olga.id, cinema=chain.cinema, actor=paul.id, held=held)
    assert roles_of("paul") == {"programmer"}


def test_a_cinema_keeps_an_owner_and_nobody_shuts_themselves_out(chain: Chain, olga: User) -> None:
    client, other = browser(olga), member("otto", cinema=chain.cinema, role="owner")
    mine, theirs = f"{TEAM}{olga.id}/", f"{TEAM}{other.id}/"
    assert client.post(mine, {"roles": ["usher"]}).status_code == 422
    assert client.post(f"{mine}leave/", {"sure": "on"}).status_code == 422
    assert client.post(theirs, {"roles": ["usher", "box_office"]}).status_code == 303
    assert roles_of("otto") == {"usher", "box_office"}
    bea = browser(member("bea", operator=True))
    assert "garde au moins" in bea.post(f"{mine}leave/", {"sure": "on"}).content.decode()
    assert roles_of("olga") == {"owner"}


def test_who_leaves_is_out_at_once_but_not_elsewhere(chain: Chain, olga: User) -> None:
    usher = member("ursule", cinema=chain.cinema)
    theirs = browser(usher)
    assert theirs.get("/fr/staff/").status_code == 200
    client = browser(olga)
    assert client.post(f"{TEAM}{usher.id}/leave/", {}).status_code == 422, "said twice"
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    grant_role(usher.id, cinema=rival, role="usher")
    client.post(f"{TEAM}{usher.id}/leave/", {"sure": "on"})
    assert theirs.get("/fr/staff/").status_code == 200
    grant_role(usher.id, cinema=chain.cinema, role="usher")
    Membership.objects.filter(cinema_id=rival).delete()
    client.post(f"{TEAM}{usher.id}/leave/", {"sure": "on"})
    assert theirs.get("/fr/staff/").status_code == 303
    assert not User.objects.get(id=usher.id).is_active
    assert client.get(f"{TEAM}{usher.id}/").status_code == 404


def test_a_forgotten_password_answers_all_alike(chain: Chain, olga: User) -> None:
    """ACC-04, ACC-05: one answer; a link that opens once, whose base is ours whatever the request says."""
    answers = []
    for email in ("olga@example.org", "nobody@example.org"):
        answer = browser().post(
            "/fr/staff/forgotten/", {"email": email}, headers={"X-Forwarded-Host": "evil.example"}
        )
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1] == (303, "/fr/staff/forgotten/?done=1")
    path = "/fr/staff/password/{token}/"
    assert accounts.mail_new_password("olga@example.org", language="fr", path=path)
    assert not accounts.mail_new_password("nobody@example.org", language="fr", path=path)
    older = mailed_link()
    accounts.mail_new_password("olga@example.org", language="fr", path=path)
    link = mailed_link()
    assert older != link
    assert Message.objects.count() == 2
    stolen = browser(olga)
    assert browser().post(older, {"password": PASSWORD}).status_code == 410
    assert browser().post(link, {"password": "court"}).status_code == 422
    client = browser()
    assert client.post(link, {"password": PASSWORD}).status_code == 303
    assert client.get("/fr/staff/").status_code == 200
    assert stolen.get("/fr/staff/").status_code == 303, "other sessions end"
    assert browser().post(link, {"password": PASSWORD}).status_code == 410
    assert not OneTimeLink.objects.filter(ended_at=None).exists()


def test_asking_too_often_is_refused(chain: Chain) -> None:
    ask = [
        browser().post("/fr/staff/forgotten/", {"email": "olga@example.org"}).status_code for _ in range(4)
    ]
    assert ask == [303, 303, 303, 429]


def test_ones_own_account(chain: Chain, olga: User) -> None:
    olga.set_password(PASSWORD)
    olga.save()
    client, other = browser(olga), browser(olga)
    me = "/fr/staff/me/"
    assert client.post(me, {"old": "wrong", "new": "un autre mot de passe"}).status_code == 422
    assert client.post(me, {"old": PASSWORD, "new": "un autre mot de passe"}).status_code == 303
    assert client.get(me).status_code == 200
    assert other.get(me).status_code == 303
    assert client.post(me, {"name": "Olga R.", "language": "en"}).status_code == 303
    assert AuditEntry.objects.get(verb="edit_self").facts["after"] == {"name": "Olga R.", "language": "en"}


@pytest.mark.parametrize("many", [3, 40])
def test_the_list_costs_the_same_for_many(chain: Chain, olga: User, many: int) -> None:
    for number in range(many):
        member(f"p{number}", cinema=chain.cinema)
    client = browser(olga)
    client.get(TEAM)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{TEAM}?role=usher&sort=-email").status_code == 200
    assert len(asked) <= 10
