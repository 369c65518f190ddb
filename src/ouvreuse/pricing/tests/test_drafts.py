"""Drafts, versions that serve from an instant, lists that retire, and the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.kernel import clock
from ouvreuse.pricing import actions, errors, models
from ouvreuse.pricing.queries import (
    draft_of,
    price_list_in_use,
    price_list_version,
    price_lists,
    school_holidays,
    school_zone,
)
from ouvreuse.pricing.rules import InHolidays, NamedPeriod, PriceListVersion, french_defaults
from ouvreuse.venues.models import Cinema

pytestmark = pytest.mark.integration


def the_list(chain: Chain) -> int:
    return models.PriceList.objects.get(cinema_id=chain.cinema, code="normal").id


def at(cents: int) -> PriceListVersion:
    return french_defaults(0, full_cents=cents)


def dearer(cents: int):  # type: ignore[no-untyped-def]
    return lambda _now: at(cents)


def test_a_draft_is_written_published_and_gone(chain: Chain) -> None:
    number = the_list(chain)
    assert actions.start_draft(number, content=at(950))
    assert not actions.start_draft(number, content=at(700)), "a colleague's stays"
    counter = actions.save_draft(number, change=dearer(1000))
    assert (counter, draft_of(number).counter) == (2, 2)
    assert actions.save_draft(number, change=lambda now: now) == 2, "nothing changed, nothing counts"
    with pytest.raises(errors.DraftMoved):
        actions.publish_draft(number, counter=1)
    version = actions.publish_draft(number, counter=2, actor_label="staff")
    assert price_list_version(version).rate("PLEIN").amount_cents == 1000
    entry = AuditEntry.objects.get(verb="publish_price_list")
    assert {"what": "rate PLEIN amount_cents", "before": 950, "after": 1000} in entry.facts["changes"]
    with pytest.raises(errors.DraftUnknown):
        actions.publish_draft(number, counter=2)
    with pytest.raises(errors.DraftUnknown):
        draft_of(number)


def test_a_change_that_breaks_the_list_leaves_the_draft(chain: Chain) -> None:
    number = the_list(chain)
    actions.start_draft(number, content=at(950))
    with pytest.raises(errors.PriceListInvalid):
        actions.save_draft(number, change=lambda now: replace(now, rates=()))
    assert draft_of(number).counter == 1
    with pytest.raises(errors.DraftMoved):
        actions.discard_draft(number, counter=9)
    assert actions.discard_draft(number, counter=1).rates


def test_a_version_serves_screenings_that_start_from_its_instant(chain: Chain) -> None:
    now, soon = clock.now(), clock.now() + timedelta(days=7)
    later = actions.publish_price_list(
        "normal", cinema=chain.cinema, name="Grille", content=at(1000), valid_from=soon
    )
    mended = actions.publish_price_list("normal", cinema=chain.cinema, name="Grille", content=at(960))
    (view,) = price_lists([chain.cinema])
    assert view.version.id == mended
    assert view.at(now + timedelta(hours=1)).id == mended
    assert view.at(soon).id == later, "a correction of today's list leaves the coming one"
    assert view.at(soon - timedelta(seconds=1)).id == mended
    again = actions.publish_price_list(
        "normal", cinema=chain.cinema, name="Grille", content=at(1010), valid_from=soon
    )
    assert price_list_in_use(view.id).at(soon).id == again, "of one instant the newest serves"
    with pytest.raises(errors.PublicationPast):
        actions.publish_price_list(
            "normal", cinema=chain.cinema, name="Grille", content=at(1), valid_from=now
        )


def test_the_first_version_of_a_list_serves_every_screening(chain: Chain) -> None:
    made = actions.create_price_list("gala", cinema=chain.cinema, name="Gala")
    with pytest.raises(errors.PriceListTaken):
        actions.create_price_list("gala", cinema=chain.cinema, name="Autre")
    assert [view.code for view in price_lists([chain.cinema])] == ["normal"], (
        "never published: not planned with"
    )
    actions.start_draft(made, content=at(1500))
    actions.publish_draft(made, counter=1, valid_from=clock.now() + timedelta(days=3))
    assert price_list_in_use(made).at(clock.now() - timedelta(days=9)).rate("PLEIN").amount_cents == 1500


def test_a_retired_list_plans_nothing_and_the_last_one_stays(chain: Chain) -> None:
    with pytest.raises(errors.LastPriceList):
        actions.retire_price_list(the_list(chain))
    actions.publish_price_list("gala", cinema=chain.cinema, name="Gala", content=at(1500))
    actions.retire_price_list(the_list(chain))
    actions.retire_price_list(the_list(chain))
    assert [view.code for view in price_lists([chain.cinema])] == ["gala"]
    with pytest.raises(errors.PriceListUnknown):
        price_list_in_use(the_list(chain))
    actions.restore_price_list(the_list(chain))
    assert [view.code for view in price_lists([chain.cinema])] == ["gala", "normal"]
    assert actions.rename_price_list(the_list(chain), name="Courante") == "Grille normale"
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-3:] == ["retire_price_list", "restore_price_list", "rename_price_list"]


def test_a_list_keeps_the_school_holidays_it_was_published_with(chain: Chain) -> None:
    assert school_zone(chain.cinema) == "B", "Dieppe, by its postcode"
    assert school_holidays(chain.cinema) is None
    bound = lambda now: replace(  # noqa: E731
        now, rates=(replace(now.rates[0], holidays=InHolidays.DURING), *now.rates[1:]),
        holidays=school_holidays(chain.cinema),
    )  # fmt: skip
    actions.start_draft(the_list(chain), content=at(950))
    with pytest.raises(errors.PriceListInvalid):
        actions.save_draft(the_list(chain), change=bound)
    autumn = NamedPeriod("B", "Toussaint", date(2026, 10, 17), date(2026, 11, 1))
    assert actions.record_school_holidays([autumn]) == 1
    assert actions.record_school_holidays([autumn]) == 0
    actions.save_draft(the_list(chain), change=bound)
    version = actions.publish_draft(the_list(chain), counter=2)
    row = models.SchoolHoliday.objects.get()
    assert actions.remove_school_holiday(row.id) == autumn
    assert actions.remove_school_holiday(row.id) is None
    known = price_list_version(version).holidays
    assert known is not None
    assert known.on(date(2026, 10, 20)) is True


def test_the_zone_can_be_said(chain: Chain) -> None:
    Cinema.objects.update(postcode="20000")
    assert school_zone(chain.cinema) == ""
    actions.set_school_zone(chain.cinema, zone="Corse")
    actions.set_school_zone(chain.cinema, zone="Corse")
    assert school_zone(chain.cinema) == "Corse"
    assert AuditEntry.objects.filter(verb="set_school_zone").count() == 1
