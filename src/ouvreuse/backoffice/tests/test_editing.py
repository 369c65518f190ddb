"""BO-03: two people edit one row. Nothing typed is lost, nothing a colleague did either."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404, QueryDict
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.shell.editing import Edited, EditForm, edit
from ouvreuse.catalogue.models import Film
from ouvreuse.ui.access import Staff
from ouvreuse.venues.queries import rights_of
from ouvreuse.venues.tests.factories import member

pytestmark = pytest.mark.integration


class FilmForm(EditForm):
    class Meta:
        model = Film
        fields = ["title", "year", "original_title"]


@pytest.fixture
def paul(chain: Chain) -> Staff:
    user = member("paul", cinema=chain.cinema, role="programmer")
    return Staff(user.id, user.name, frozenset({chain.cinema}), rights_of(user.id))


def page(chain: Chain) -> dict[str, Any]:
    """The form as it is drawn now: what a browser would send back untouched."""
    form = FilmForm(instance=Film.objects.get(id=chain.film))
    return {name: form[name].value() for name in form.fields}


def send(chain: Chain, staff: Staff, sent: dict[str, Any]) -> Edited:
    posted = QueryDict(mutable=True)
    posted.update({name: "" if value is None else str(value) for name, value in sent.items()})
    return edit(FilmForm, row=chain.film, posted=posted, staff=staff, verb="edit_film", subject="film")


def test_a_change_is_saved_and_told_once(chain: Chain, paul: Staff) -> None:
    assert send(chain, paul, page(chain) | {"original_title": "Diaphane"}).status == 200
    entry = AuditEntry.objects.get(verb="edit_film")
    assert entry.facts == {"before": {"original_title": ""}, "after": {"original_title": "Diaphane"}}
    assert (entry.actor_id, entry.subject) == (paul.user, f"film:{chain.film}")
    assert send(chain, paul, page(chain)).status == 200
    assert AuditEntry.objects.filter(verb="edit_film").count() == 1


def test_what_only_the_colleague_changed_stays(chain: Chain, paul: Staff) -> None:
    mine = page(chain)
    send(chain, paul, page(chain) | {"year": 1970})
    assert send(chain, paul, mine | {"original_title": "Diaphane"}).status == 200
    film = Film.objects.get(id=chain.film)
    assert (film.year, film.original_title) == (1970, "Diaphane")


def test_what_both_changed_is_shown_once_and_then_wins(chain: Chain, paul: Staff) -> None:
    mine = page(chain) | {"year": 1971}
    send(chain, paul, page(chain) | {"year": 1970})
    refused = send(chain, paul, mine)
    assert (refused.status, refused.saved) == (409, None)
    assert Film.objects.get(id=chain.film).year == 1970
    assert "1970" in str(refused.form.errors["year"])
    assert refused.form["year"].value() == "1971"
    again = mine | {"seen": refused.form["seen"].value()}
    assert send(chain, paul, again).status == 200
    assert Film.objects.get(id=chain.film).year == 1971


def test_both_meaning_the_same_is_no_conflict(chain: Chain, paul: Staff) -> None:
    mine = page(chain) | {"year": 1970}
    send(chain, paul, page(chain) | {"year": 1970})
    assert send(chain, paul, mine).status == 200


def test_a_wrong_form_saves_and_tells_nothing(chain: Chain, paul: Staff) -> None:
    refused = send(chain, paul, page(chain) | {"title": "", "original_title": "Diaphane"})
    assert refused.status == 422
    assert refused.form["original_title"].value() == "Diaphane"
    assert not AuditEntry.objects.filter(verb="edit_film").exists()


@pytest.mark.parametrize("seen", ["", "[]", "{", '"x"', "null"])
def test_a_form_without_its_memory_is_taken_as_it_is(chain: Chain, paul: Staff, seen: str) -> None:
    assert send(chain, paul, page(chain) | {"year": 1980, "seen": seen}).status == 200


def test_a_row_that_is_not_theirs_is_not_found(chain: Chain, paul: Staff) -> None:
    with pytest.raises(Http404):
        edit(
            FilmForm, row=chain.film, posted=QueryDict(), staff=paul, verb="edit_film", subject="film",
            among=Film.objects.none(),
        )  # fmt: skip
