"""Cinemas, screens, plan versions and rights, on a real database."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError
from tests.cast import Chain

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts.models import AuditEntry
from ouvreuse.venues import actions, errors, queries, rules
from ouvreuse.venues.models import SeatMap
from ouvreuse.venues.rules import ACTIONS, plan_from_letters
from ouvreuse.venues.tests.factories import member
from ouvreuse.venues.words import ROLES, WORDS, say

pytestmark = pytest.mark.integration


def test_a_cinema_with_its_screens(database: None) -> None:
    operator = actions.create_operator("Les Écrans")
    cinema = actions.create_cinema(operator, name="L’Étoile du Nord", town="Lille", phone="0320000000")
    for number in (2, 1):
        actions.create_screen(cinema, number=number)
    view = queries.cinema_by_slug("l-etoile-du-nord")
    assert (view.id, view.town, view.zone, view.phone) == (cinema, "Lille", "Europe/Paris", "0320000000")
    assert [screen.name for screen in queries.screens_of(cinema)] == ["Salle 1", "Salle 2"]
    assert [each.slug for each in queries.cinemas()] == ["l-etoile-du-nord"]


def test_names_are_taken_once_and_nothing_is_half_done(chain: Chain) -> None:
    with pytest.raises(errors.NameTaken):
        actions.create_cinema(chain.operator, name="Le Phare", town="Dieppe")
    with pytest.raises(errors.NameTaken):
        actions.create_screen(chain.cinema, number=1)
    with pytest.raises(errors.BadZone):
        actions.create_cinema(chain.operator, name="Loin", town="Loin", zone="Mars/Olympus")
    with pytest.raises(errors.CinemaUnknown):
        queries.cinema_by_slug("nowhere")
    assert len(queries.cinemas()) == 1


def test_a_new_plan_is_a_new_version_and_the_old_one_stays(chain: Chain) -> None:
    before = SeatMap.objects.get(id=chain.seat_map)
    fresh = SeatMap.objects.get(id=actions.publish_seat_map(chain.screen, plan_from_letters("SSWC\nDDSS")))
    assert (fresh.version, fresh.capacity, fresh.kinds) == (2, 8, "SSWC----DDSS")
    assert fresh.partners == [0, 0, 0, 3, 0, 0, 0, 0, 10, 9, 0, 0]
    assert SeatMap.objects.get(id=chain.seat_map).kinds == before.kinds
    with pytest.raises(errors.ScreenUnknown):
        actions.publish_seat_map(10**6, plan_from_letters("S"))
    with pytest.raises(errors.BadPlan):
        actions.publish_seat_map(chain.screen, [])


def test_a_plan_is_never_changed(chain: Chain, superuser: psycopg.Connection) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        SeatMap.objects.filter(id=chain.seat_map).update(capacity=1)
    with pytest.raises(psycopg.Error, match="never changed"):
        superuser.execute("UPDATE venues_seatmap SET capacity = 1")


def test_rights_count_per_cinema_and_at_once(chain: Chain) -> None:
    other = actions.create_cinema(chain.operator, name="Autre", town="Rouen")
    usher = member("ursule", cinema=chain.cinema, role="usher")
    rights = queries.rights_of(usher.id)
    assert rights.cinemas == {chain.cinema}
    assert rights.may("scan_tickets", cinema=chain.cinema)
    assert not rights.may("sell_tickets", cinema=chain.cinema)
    assert not rights.may("scan_tickets", cinema=other)
    assert actions.grant_role(usher.id, cinema=chain.cinema, role="usher") is False
    assert actions.revoke_role(usher.id, cinema=chain.cinema, role="usher") is True
    assert actions.revoke_role(usher.id, cinema=chain.cinema, role="usher") is False
    assert queries.rights_of(usher.id).cinemas == frozenset()
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "grant_role",
        "revoke_role",
    ]


def test_the_owner_of_a_cinema_may_do_everything_there_and_only_there(chain: Chain) -> None:
    other = actions.create_cinema(chain.operator, name="Autre", town="Rouen")
    owner = queries.rights_of(member("olga", cinema=chain.cinema, role="owner").id)
    assert all(owner.may(action, cinema=chain.cinema) for action in ACTIONS - rules.CHAIN)
    assert not any(owner.may(action, cinema=chain.cinema) for action in rules.CHAIN)
    assert not any(owner.may(action, cinema=other) for action in ACTIONS)


def test_an_operator_sees_every_cinema_and_nobody_sees_none(chain: Chain) -> None:
    other = actions.create_cinema(chain.operator, name="Autre", town="Rouen")
    boss = member("bea", operator=True)
    assert queries.rights_of(boss.id).cinemas_for("scan_tickets") == {chain.cinema, other}
    accounts.deactivate(boss.id, actor=None)
    for nobody in (boss.id, None, 0, 10**6):
        assert queries.rights_of(nobody).cinemas == frozenset()


def test_a_role_that_is_none_is_refused(chain: Chain) -> None:
    user = member("max")
    with pytest.raises(errors.RoleUnknown):
        actions.grant_role(user.id, cinema=chain.cinema, role="king")
    with pytest.raises(errors.CinemaUnknown):
        actions.grant_role(user.id, cinema=10**6, role="usher")


def test_every_refusal_and_role_has_words_in_both_languages() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.VenueError)
    ]
    assert {kind.code for kind in kinds} <= set(WORDS)
    assert set(ROLES) == set(rules.ROLES)
    assert all(french and english and french != english for french, english in WORDS.values())
    assert say(errors.BadPlan("partner"), language="fr").startswith("Une place d’accompagnant")
    assert say(errors.BadPlan("unheard"), language="en") == "This seat map is not valid."
