"""Drafts become public: at once or at an instant, never over a colleague's change, and what changed since is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.booking.queries import seat_map
from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening, WeekPublication
from ouvreuse.venues.actions import block_places

pytestmark = pytest.mark.integration


def keys(*screenings: int) -> list[str]:
    return [f"{row.id}:{row.edits}" for row in Screening.objects.filter(id__in=screenings)]


def tuesday(work: Work) -> str:
    return f"{work.week.opening - timedelta(days=1):%Y-%m-%d}T17:00"


def test_a_week_is_published_for_tuesday_five_oclock(paula: Work) -> None:
    one, two, kept = paula.draft(0), paula.draft(1), paula.draft(2)
    page = paula.get("publication/").content.decode()
    assert f'value="{tuesday(paula)}"' in page
    assert "3 drafts" in page
    done = paula.post("publish/", when="at", at=tuesday(paula), chosen=keys(one, two))
    assert done.status_code == 303
    at = paula.at(-1, "17:00")
    assert set(Screening.objects.filter(published_at=at).values_list("id", flat=True)) == {one, two}
    assert Screening.objects.get(id=kept).state == "draft"
    said = paula.client.get(done.headers["Location"]).content.decode()
    assert "2 screenings will be published on" in said
    assert "2 wait for their instant" in said
    assert AuditEntry.objects.filter(actor=paula.user).count() == 1
    publication = WeekPublication.objects.get()
    assert (set(publication.screenings), publication.effective_at) == ({str(one), str(two)}, at)


def test_what_changed_since_is_told_and_a_publication_is_taken_back(paula: Work) -> None:
    one, two = paula.draft(0), paula.draft(1)
    paula.post("publish/", when="at", at=tuesday(paula), chosen=keys(one, two))
    paula.move(one, day=paula.day(0).isoformat(), time="18h")
    paula.post("remove/", screening=two, edits=Screening.objects.get(id=two).edits)
    page = " ".join(paula.get("publication/").content.decode().split())
    assert "Changed since the last publication" in page
    assert "20:15, Salle 1</s> <ins>" in page
    assert "18:00, Salle 1</ins> (time" in page
    assert "Removed since the last publication" in page
    assert paula.post("unpublish/", chosen=keys(one)).status_code == 303
    assert Screening.objects.get(id=one).state == "draft"
    paula.post("undo/")
    assert Screening.objects.get(id=one).state == "published"


def test_now_is_now_and_what_is_public_is_no_draft_again(paula: Work) -> None:
    draft = paula.draft(0)
    stale = keys(draft)
    assert paula.post("publish/", when="now", chosen=stale).status_code == 303
    row = Screening.objects.get(id=draft)
    assert row.published_at is not None
    assert row.published_at <= clock.now()
    assert row.web_opens_at == row.published_at
    assert paula.post("unpublish/", chosen=keys(draft)).status_code == 422
    assert paula.post("undo/", json=True).status_code == 422
    assert "Visitors see 1 screening of this week now." in paula.get("publication/").content.decode()


def test_a_colleagues_change_stops_a_publication_of_what_was_seen(paula: Work, paul: Work) -> None:
    draft = paula.draft(0)
    stale = keys(draft)
    paul.move(draft, turnaround="40")
    refused = paula.post("publish/", when="now", chosen=stale)
    assert refused.status_code == 409
    assert "Paul changed it" in refused.content.decode()
    assert Screening.objects.get(id=draft).state == "draft"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"when": "at", "at": ""}, "date and time not understood"),
        ({"when": "at", "at": "demain"}, "date and time not understood: “demain”"),
        ({"when": "at", "at": "2020-01-01T17:00"}, "already past"),
        ({"when": "at", "at": "2198-01-01T17:00"}, "1 screening(s) would start before they are published"),
        ({"when": "at", "at": "2027-03-28T02:30"}, "does not exist"),
        ({"when": "now", "chosen": []}, "Nothing is chosen."),
    ],
)
def test_bad_instants_are_said(paula: Work, fields: dict[str, object], words: str) -> None:
    draft = paula.draft(0)
    page = paula.post("publish/", **{"chosen": keys(draft), **fields})
    assert page.status_code == 422
    assert words.lower() in page.content.decode().lower()
    assert Screening.objects.get(id=draft).state == "draft"
    assert paula.post("publish/").status_code == 422
    assert paula.post("unpublish/").status_code == 422


def test_warnings_are_accepted_knowingly(paula: Work) -> None:
    draft = paula.draft(0, turnaround_min=5)
    page = paula.post("publish/", when="now", chosen=keys(draft))
    assert page.status_code == 422
    assert "1 screening has something to look at" in page.content.decode()
    assert "Turnaround of 5 min; 20 are needed" in page.content.decode()
    assert paula.post("publish/", when="now", accept="1", chosen=keys(draft)).status_code == 303


def test_a_school_is_in_no_listing_and_the_web_never_sells_it(paula: Work) -> None:
    from ouvreuse.booking.actions import sell
    from ouvreuse.booking.errors import BookingError

    draft = paula.draft(0)
    fields = paula.form(paula.get(f"draft/{draft}/"), offers="note_fr")
    assert paula.post(f"draft/{draft}/", **{**fields, "kind": "school"}).status_code == 303
    paula.post("publish/", when="now", accept="1", chosen=keys(draft))
    row = Screening.objects.get(id=draft)
    assert (row.kind, row.state, row.web_opens_at) == ("school", "published", row.web_closes_at)
    day = paula.day(0).isoformat()
    assert "20:15" not in paula.client.get(f"/fr/?jour={day}&day={day}").content.decode()
    assert paula.client.get(f"/fr/seance/{draft}/").status_code == 404
    with pytest.raises(BookingError):
        sell(draft, places=[3], rates=["PLEIN"], channel="web")


def test_SEAT_13_the_houses_seats_follow_the_plan_in_the_same_commit(paula: Work) -> None:
    """No sweep runs here: between two of them nobody could have bought a seat of the house."""
    block_places(
        paula.chain.screen, places=(1, 2), kind="house", starts_at=clock.now(), ends_at=None, reason="guests",
        by="Paul", actor=None,
    )  # fmt: skip
    at_once, later, gone = paula.draft(0), paula.draft(1), paula.draft(2)
    paula.post("publish/", when="now", chosen=keys(at_once))
    assert seat_map(at_once).taken == {1, 2}
    paula.post("publish/", when="at", at=tuesday(paula), chosen=keys(later, gone))
    assert seat_map(later).taken == {1, 2}
    assert paula.move(later, screen=paula.chain.free_screen).status_code == 200
    assert (seat_map(later).free_seating, seat_map(later).taken) == (True, set())
    paula.post("undo/")
    assert (seat_map(later).free_seating, seat_map(later).taken) == (False, {1, 2})
    paula.post("unpublish/", chosen=keys(later))
    assert seat_map(later).taken == set(), "a draft keeps no seat"
    removed = paula.post("remove/", screening=gone, edits=Screening.objects.get(id=gone).edits)
    assert removed.status_code == 303
    assert not Screening.objects.filter(id=gone).exists()
