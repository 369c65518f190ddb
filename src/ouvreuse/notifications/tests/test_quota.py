"""What may be asked how often: judged by the database, for all processes together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.races import Race

from ouvreuse.notifications import actions, errors
from ouvreuse.notifications.models import Quota
from ouvreuse.notifications.tasks import lapse

pytestmark = pytest.mark.integration
QUARTER = timedelta(minutes=15)


@transaction.atomic
def asked(key: str = "k", *, most: int = 1) -> bool:
    return actions.ask(key, most=most, within=QUARTER)


def test_so_often_and_no_more_until_the_time_has_passed(database: None, travel: Any) -> None:
    assert [asked(most=2) for _ in range(3)] == [True, True, False]
    assert asked("other"), "a key of its own"
    travel(minutes=14)
    assert not asked(most=2)
    travel(minutes=1, seconds=1)
    assert [asked(most=2) for _ in range(3)] == [True, True, False], "the time begins anew"


def test_refused_it_counts_for_nothing_and_prolongs_nothing(database: None, travel: Any) -> None:
    assert asked()
    for _ in range(4):
        travel(minutes=4)
        asked_again = asked()
    assert asked_again, "sixteen minutes after the first, whatever was refused between"


def test_what_is_rolled_back_was_not_asked(database: None) -> None:
    with transaction.atomic():
        assert actions.ask("k", most=1, within=QUARTER)
        transaction.set_rollback(True)
    assert asked()


def test_outside_a_transaction_nothing_is_counted(database: None) -> None:
    with pytest.raises(errors.OutsideTransaction):
        actions.ask("k", most=1, within=QUARTER)


def test_eight_at_once_are_counted_one_by_one(database: None) -> None:
    with Race(8) as race:
        for turn in range(10):
            results = race.run(lambda _, key=f"k{turn}": asked(key, most=3))
            assert sorted(results) == [False] * 5 + [True] * 3


def test_a_day_later_it_is_forgotten(database: None, travel: Any) -> None:
    asked("old")
    travel(hours=23)
    asked("new")
    lapse(0)
    assert Quota.objects.count() == 2
    travel(hours=2)
    lapse(0)
    assert [each.key for each in Quota.objects.all()] == ["new"]
