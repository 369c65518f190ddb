"""The trail: chained, in words, and of nobody else's cinema."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

import ouvreuse
from ouvreuse.accounts.actions import record, seal_trail
from ouvreuse.accounts.models import AuditEntry, TrailLink
from ouvreuse.backoffice.trail.presenters import changes
from ouvreuse.backoffice.trail.verbs import VERBS
from ouvreuse.venues.actions import create_cinema
from ouvreuse.venues.rules import READS
from ouvreuse.venues.tests.factories import browser, member

TRAIL = "/fr/staff/trail/"
PACKAGE = Path(next(iter(ouvreuse.__path__)))

PARIS = ZoneInfo("Europe/Paris")


def verbs_said() -> Iterator[tuple[str, str]]:
    """(verb, where) of each ``record("…")`` and each ``verb="…"`` of the source."""
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts or path.name.startswith("test_"):
            continue
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            first = call.args[0] if call.args else None
            if name == "record" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, f"{path.name}:{call.lineno}"
            for given in call.keywords:
                if name == "edit" and given.arg == "verb" and isinstance(given.value, ast.Constant):
                    yield str(given.value.value), f"{path.name}:{call.lineno}"


@pytest.mark.unit
def test_every_verb_of_the_source_has_words() -> None:
    said = dict(verbs_said())
    assert len(said) > 20
    assert {verb: where for verb, where in said.items() if verb not in VERBS} == {}


@pytest.mark.unit
def test_before_and_after_are_said() -> None:
    facts = {
        "before": {"town": "Dieppe", "phone": ""},
        "after": {"town": "Rouen", "phone": "1"},
        "reason": "x",
    }
    assert changes(facts, zone=PARIS) == "ville : Dieppe → Rouen · téléphone : ∅ → 1 · motif : x".replace(
        " :", "\u00a0:"
    )
    assert (
        changes({"after": {"name": "a" * 90, "siren": ""}}, zone=PARIS, longest=10)
        == f"nom\u00a0: {'a' * 9}…"
    )


def client(chain: Chain, role: str = "inspector") -> Client:
    return browser(member(role, cinema=chain.cinema, role=role))


@pytest.mark.integration
def test_each_person_sees_the_trail_of_their_cinemas_only(chain: Chain) -> None:
    """BO-01."""
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    record("edit_cinema", subject=f"cinema:{rival}", cinema=rival, facts={"after": {"town": "Fécamp"}})
    record(
        "edit_cinema",
        subject=f"cinema:{chain.cinema}",
        cinema=chain.cinema,
        facts={"after": {"town": "Veules"}},
    )
    record("set_mail_server", subject="mail_server", facts={"after": {"server": "smtp.example"}})
    page = client(chain).get(TRAIL).content.decode()
    assert "Veules" in page
    assert "Fécamp" not in page
    assert "smtp.example" not in page
    for number, asked in enumerate((f"?cinema={rival}", "?cinema=0", "?verb=set_mail_server")):
        answer = browser(member(f"bea{number}", cinema=chain.cinema, role="inspector")).get(TRAIL + asked)
        assert "Fécamp" not in answer.content.decode(), asked
        assert "smtp.example" not in answer.content.decode(), asked
    boss = browser(member("boss", operator=True)).get(TRAIL).content.decode()
    assert all(word in boss for word in ("Veules", "Fécamp", "smtp.example"))


@pytest.mark.integration
def test_the_filters_narrow_and_the_export_follows(chain: Chain) -> None:
    olga = member("olga", cinema=chain.cinema, role="owner")
    record("edit_cinema", subject="cinema:1", cinema=chain.cinema, actor=olga.id, actor_label="staff")
    record("edit_screen", subject="screen:1", cinema=chain.cinema)
    page = browser(olga)
    text = page.get(f"{TRAIL}?who={olga.id}").content.decode()
    assert "a changé un cinéma</td>" in text
    assert "a changé une salle</td>" not in text
    assert page.get(f"{TRAIL}?since=2001-01-01&until=2001-01-02").content.decode().count("<td>") == 0
    export = b"".join(page.get(f"{TRAIL}?verb=edit_cinema&export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "a changé un cinéma" in export
    assert "Olga" in export
    for bad in ("?who=x", "?since=31-12", "?cinema=;", "?verb=drop"):
        assert page.get(TRAIL + bad).status_code == 200


@pytest.mark.integration
def test_the_list_costs_the_same_for_many(chain: Chain) -> None:
    for number in range(120):
        record("edit_cinema", subject=f"user:{number}", cinema=chain.cinema)
    page = client(chain)
    page.get(TRAIL)
    with CaptureQueriesContext(connection) as asked:
        assert page.get(f"{TRAIL}?page=2").status_code == 200
    assert len(asked) <= 10


@pytest.mark.integration
def test_entries_are_chained_in_the_order_they_became_known(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    record("sign_in", subject="user:1")
    assert seal_trail() == 1
    assert seal_trail() == 0
    late = AuditEntry.objects.get().id - 1
    superuser.execute(
        "INSERT INTO accounts_auditentry (id, at, actor_label, verb, subject, facts, correlation_id)"
        " VALUES (%s, now(), 'cli', 'sign_in', 'user:2', '{}', '')",
        [late],
    )
    record("sign_in", subject="user:3")
    assert seal_trail() == 2
    links = list(
        TrailLink.objects.order_by("position").values_list("position", "entry_id", "previous", "hash")
    )
    assert [position for position, *_ in links] == [1, 2, 3]
    assert links[1][1] == late, "committed after a younger one was chained: it comes next"
    assert [previous for *_, previous, _ in links] == ["0" * 64, links[0][3], links[1][3]]


@pytest.mark.integration
def test_the_inspector_reads_every_page_that_changes_nothing(chain: Chain) -> None:
    """D212-79: opens every see_* page of the staff, and posts nothing anywhere."""
    from ouvreuse.backoffice.tests.test_url_map import guarded

    inspector, seen = client(chain), set()
    for name, path, action in guarded(chain):
        answer = inspector.get(path)
        if action in READS:
            assert answer.status_code in (200, 405), name
            seen.add(action)
        posted = inspector.post(path, {"name": "x", "roles": ["owner"], "is_operator": "1"})
        assert posted.status_code in (403, 405, 422) or name == "backoffice:me", name
    assert "see_trail" in seen


def test_only_what_changed_is_said_and_instants_as_the_wall_shows_them() -> None:
    before = {"film": "Le Gardien", "film_id": 8, "starts_at": "2026-11-29T09:45:00+00:00"}
    said = changes(
        {"before": before, "after": {"starts_at": "2026-11-29T10:00:00+00:00", "film_id": 9}}, zone=PARIS
    )
    assert said == "début\u00a0: dim. 29 nov. 10:45 → dim. 29 nov. 11:00"
