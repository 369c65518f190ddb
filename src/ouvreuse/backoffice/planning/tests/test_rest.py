"""What is printed, hours and habits, keys, and two programmers at the very same moment."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader
from tests.races import Race

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.programme.models import Kdm, PlanningHabits, Screening
from ouvreuse.venues.tests.factories import browser

pytestmark = pytest.mark.integration


def text_of(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("lobby", ("Programme de la semaine", "Le Gardien", "20:15", "Provisoire")),
        ("booth", ("Cabine de projection", "20:15", "20:30", "22:25", "VF 2D", "Salle 1")),
        ("cleaning", ("Ménage", "22:25", "23:00", "35", "fermeture")),
    ],
)
def test_the_week_on_paper(paula: Work, sheet: str, words: tuple[str, ...]) -> None:
    paula.draft(0, "20:15")
    paula.draft(0, "23:00")
    paula.base = paula.base.replace("/en/", "/fr/")
    said = text_of(paula.get(f"print/{sheet}.pdf"))
    for each in words:
        assert each in said, (each, said)
    assert paula.get("print/poster.pdf").status_code == 404


def test_an_empty_week_prints_too(paula: Work) -> None:
    assert "Nothing is planned" in text_of(paula.get("print/lobby.pdf"))


def test_opening_hours_are_a_warning(paula: Work) -> None:
    paula.draft(0, "09:00")
    hours = {f"{side}_{n}": at for n in range(7) for side, at in (("opens", "13h30"), ("closes", "1h"))}
    minutes = {"pre_show_min": "10", "turnaround_min": "25", "stagger_min": "0"}
    assert paula.post("habits/", **minutes, **{**hours, "closes_3": ""}).status_code == 422
    assert paula.post("habits/", **minutes, **hours).status_code == 303
    page = paula.get().content.decode()
    assert "Outside opening hours" in page
    assert "Turnaround of 20 min; 25 are needed" in page
    assert PlanningHabits.objects.get().turnaround_min == 25
    assert AuditEntry.objects.get(verb="edit_habits").facts["after"]["pre_show_min"] == 10
    paula.post("add/", text="screen 1 thu 23h Le Gardien")
    made = Screening.objects.latest("id")
    assert (made.pre_show_min, made.turnaround_min) == (10, 25)


def kdm(opens: str, closes: str) -> bytes:
    return f"""<?xml version="1.0"?>
<DCinemaSecurityMessage xmlns="http://www.smpte-ra.org/schemas/430-3/2006/ETM"><AuthenticatedPublic Id="p">
<MessageId>urn:uuid:6ca1ff3e-0c6f-4f4e-9e5d-5c3a8c1a1a11</MessageId>
<RequiredExtensions><KDMRequiredExtensions xmlns="http://www.smpte-ra.org/schemas/430-1/2006/KDM">
<CompositionPlaylistId>urn:uuid:0e8c0c34-7c1f-4c0a-8f3c-7a5c3f4b2b22</CompositionPlaylistId>
<ContentTitleText>LeGardien_FTR_F_FR-XX_51_2K</ContentTitleText>
<ContentKeysNotValidBefore>{opens}</ContentKeysNotValidBefore><ContentKeysNotValidAfter>{closes}</ContentKeysNotValidAfter>
</KDMRequiredExtensions></RequiredExtensions></AuthenticatedPublic>
<AuthenticatedPrivate><EncryptedKey>SECRET</EncryptedKey></AuthenticatedPrivate></DCinemaSecurityMessage>""".encode()


def add_key(paula: Work, content: bytes) -> Any:
    chosen = {"screen": paula.chain.screen, "version": paula.chain.version}
    return paula.post("keys/", file=SimpleUploadedFile("key.xml", content), **chosen)


def test_a_key_says_which_screenings_it_opens(paula: Work) -> None:
    paula.draft(0, "20:15")
    paula.draft(6, "21:45")
    opens, closes = f"{paula.day(-2)}T09:00:00+01:00", f"{paula.day(6)}T23:59:00+01:00"
    assert "No key" not in paula.get().content.decode()
    assert add_key(paula, kdm(opens, closes)).status_code == 303
    assert paula.get().content.decode().count("No key (KDM) opens this screening") == 2, (
        "in the grid and the list"
    )
    row = Kdm.objects.get()
    assert row.title == "LeGardien_FTR_F_FR-XX_51_2K"
    add_key(paula, kdm(opens, closes))
    assert Kdm.objects.count() == 1
    assert paula.post("keys/forget/", key=row.id).status_code == 303
    assert not Kdm.objects.exists()
    assert AuditEntry.objects.filter(verb__in=("add_key", "remove_key")).count() == 3


@pytest.mark.parametrize(
    "content",
    [
        b"not xml",
        b"<a/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><a>&a;</a>',
        kdm("2026-12-01T09:00:00", "2026-12-24T09:00:00"),
        kdm("2026-12-24T09:00:00+01:00", "2026-12-01T09:00:00+01:00"),
    ],
)
def test_what_is_no_key_is_said(paula: Work, content: bytes) -> None:
    paula.draft(0)
    page = add_key(paula, content)
    assert page.status_code == 422
    assert "no key (KDM) that can be read" in page.content.decode()


def test_show06_two_programmers_at_the_same_moment_never_overwrite(paula: Work, paul: Work) -> None:
    """The same draft moved by both: one wins, the other is told. Two drafts onto one place: the database says no."""
    draft, other = ids = paula.draft(0, "10:00"), paula.draft(1, "10:00")
    clients = [browser(paula.user), browser(paul.user)]

    def move(client: Any, screening: int, edits: int, day: date, clock_: str) -> int:
        fields = {"screening": screening, "edits": edits, "day": day.isoformat(), "time": clock_}
        answer = client.post(
            f"{paula.base}move/?week={paula.week.number}", fields, headers={"Accept": "application/json"}
        )
        return int(answer.status_code)

    with Race(2) as race:
        for turn in range(6):
            seen = Screening.objects.get(id=draft).edits
            hours = ("14h", "18h") if turn % 2 else ("15h", "20h")
            found = race.run(
                lambda n, seen=seen, hours=hours: move(clients[n], draft, seen, paula.day(0), hours[n])
            )
            assert sorted(found) == [200, 409]
            assert Screening.objects.get(id=draft).edits > seen
        for turn in range(6):
            edits = [Screening.objects.get(id=id).edits for id in ids]
            clock_ = f"{10 + turn}h"
            found = race.run(
                lambda n, edits=edits, clock_=clock_: move(clients[n], ids[n], edits[n], paula.day(3), clock_)
            )
            assert found.count(200) <= 1
            assert set(found) <= {200, 422}
            paula.move(draft, day=paula.day(0).isoformat(), time="10h")
            paula.move(other, day=paula.day(1).isoformat(), time="10h")
