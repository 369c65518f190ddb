"""Films: found, added, put right; nothing typed is lost, and what a change touches is said before it is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import public_pages
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import again, page, sent, words
from ouvreuse.booking.actions import sell
from ouvreuse.catalogue.models import Distributor, Film, FilmVersion
from ouvreuse.kernel import clock, text
from ouvreuse.programme.models import Screening
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
LIST = "/fr/staff/films/"
NEW = "/fr/staff/films/new/"


def edit_url(film: int) -> str:
    return f"/fr/staff/films/{film}/edit/"


def save(client: Client, film: int, **changes: Any) -> Any:
    url = edit_url(film)
    return client.post(url, sent(client, url, having="title") | changes)


def test_a_new_film_has_all_its_facts(chain: Chain, paul: Client) -> None:
    typed = sent(paul, NEW, having="title") | {
        "title": "  L’Atalante ", "original_title": "L'Atalante", "visa_number": "12 345", "runtime_min": "89",
        "year": "1934", "countries": "France, Italie, France", "genres": "Drame", "distributor": "Gaumont",
        "directors": "Jean Vigo", "cast": "Michel Simon\nDita Parlo\nJean Dasté", "classification": "12",
        "warning_text": "Des scènes peuvent heurter.", "released_on": "1934-09-12", "isan": "0000-0000-3A8D-0000",
        "eidr": "10.5240/7791-8534-2C23-9030-8610-5", "imdb": "https://www.imdb.com/title/tt0024844/",
        "trailer_url": "https://example.org/atalante", "art_house": "on", "heritage": "on",
    }  # fmt: skip
    answer = paul.post(NEW, typed)
    assert answer.status_code == 303, words(answer)
    film = Film.objects.get(title="L’Atalante")
    assert (answer.status_code, answer["Location"]) == (303, f"/fr/staff/films/{film.id}/")
    assert (film.slug, film.sort_key, film.visa_number) == ("l-atalante", "atalante", "12345")
    assert (film.countries, film.warning, film.isan) == (["France", "Italie"], True, "0000-0000-3A8D-0000-Z")
    assert (film.imdb, film.heritage, film.research) == ("tt0024844", True, False)
    assert film.distributor is not None
    assert film.distributor.name == "Gaumont"
    assert list(film.credits.order_by("job", "rank").values_list("name", flat=True)) == [
        "Michel Simon", "Dita Parlo", "Jean Dasté", "Jean Vigo",
    ]  # fmt: skip
    shown = page(paul, f"/fr/staff/films/{film.id}/").words
    for told in ("L’Atalante", "Michel Simon, Dita Parlo, Jean Dasté", "1 h 29", "12345", "Gaumont"):
        assert told in shown
    public = Client(SERVER_NAME="localhost").get("/fr/film/l-atalante/").content.decode()
    assert "Des scènes peuvent heurter." in public
    assert 'rel="external noopener noreferrer"' in public
    assert AuditEntry.objects.filter(verb="add_film", subject=f"film:{film.id}").count() == 1


def test_a_form_sent_back_untouched_changes_nothing(chain: Chain, paul: Client) -> None:
    save(paul, chain.film, distributor="Gaumont", cast="Anne\nBob", genres="Drame, Comédie")
    before = AuditEntry.objects.filter(verb="edit_film").count()
    assert save(paul, chain.film).status_code == 303
    told = AuditEntry.objects.filter(verb="edit_film").order_by("id")
    assert told.count() == before, told[before].facts
    assert list(
        Film.objects.get(id=chain.film).credits.filter(job="cast").values_list("name", flat=True)
    ) == [
        "Anne",
        "Bob",
    ]


WRONG = [
    ("runtime_min", "0"), ("runtime_min", "10000"), ("runtime_min", "deux heures"), ("visa_number", "12A45"),
    ("visa_number", "12345678901"), ("year", "1066"), ("title", ""), ("isan", "0000-0000-3A8D-0000-A"),
    ("eidr", "10.5240/7791-8534-2C23-9030-8610-6"), ("imdb", "nm0000001"), ("trailer_url", "http://example.org/"),
    ("trailer_url", "javascript:alert(1)"), ("tmdb_id", "-3"), ("released_on", "2026-02-30"), ("cast", "x" * 121),
    ("classification", "99"),
]  # fmt: skip


def test_what_cannot_be_is_said_and_nothing_is_lost(chain: Chain, paul: Client) -> None:
    typed = sent(paul, edit_url(chain.film), having="title") | {"synopsis_fr": "Ce que Paul a écrit."}
    for field, value in WRONG:
        answer = paul.post(edit_url(chain.film), typed | {field: value})
        assert answer.status_code == 422, (field, value)
        drawn = answer.content.decode()
        assert "Ce que Paul a écrit." in drawn
        assert drawn.count('class="field field-wrong"') == 1, (field, value)
    assert Film.objects.get(id=chain.film).synopsis_fr != "Ce que Paul a écrit."


def test_a_visa_that_came_with_letters_stays_until_it_is_touched(chain: Chain, paul: Client) -> None:
    assert save(paul, chain.film, year="1955").status_code == 303
    assert Film.objects.get(id=chain.film).visa_number == "DEMO-0001"


def test_no_visa_is_a_warning(chain: Chain, paul: Client) -> None:
    assert save(paul, chain.film, visa_number="", runtime_min="").status_code == 303
    shown = page(paul, f"/fr/staff/films/{chain.film}/").words
    assert "Il n’a pas de visa" in shown
    assert "inconnue" in shown


def test_two_tabs(chain: Chain, paul: Client) -> None:
    url = edit_url(chain.film)
    mine = sent(paul, url, having="title")
    save(paul, chain.film, year="1960", genres="Noir")
    answer = paul.post(url, mine | {"year": "1961", "distributor": "Gaumont"})
    assert answer.status_code == 409
    assert "1960" in words(answer)
    assert Film.objects.get(id=chain.film).year == 1960
    answer = paul.post(url, mine | {"distributor": "Gaumont"})
    assert answer.status_code == 303
    film = Film.objects.get(id=chain.film)
    assert (film.year, film.genres, str(film.distributor)) == (1960, ["Noir"], "Gaumont")


def test_a_film_that_is_there_already_is_asked_about_once(chain: Chain, paul: Client) -> None:
    typed = sent(paul, NEW, having="title") | {"title": "Le gardien", "year": "1954"}
    answer = paul.post(NEW, typed)
    assert answer.status_code == 422
    assert f"/fr/staff/films/{chain.film}/" in answer.content.decode(), words(answer)
    answer = paul.post(NEW, typed | {"known": again(answer, having="known")["known"][0]})
    assert answer.status_code == 303
    assert Film.objects.filter(sort_key="gardien").count() == 2


def test_a_new_runtime_lists_its_clashes_and_retimes_what_is_not_on_sale(chain: Chain, paul: Client) -> None:
    first = chain.screening(in_minutes=600)
    at = Screening.objects.get(id=first).occupied_until
    second = chain.screening(
        in_minutes=600 + 150, banned=True, starts_at=at, film_starts_at=at + timedelta(minutes=15),
        ends_at=at + timedelta(minutes=130), occupied_until=at + timedelta(minutes=150),
    )  # fmt: skip
    draft = chain.screening(in_minutes=3000, state="draft", published_at=None)
    sell(first, places=[1, 2], rates=["PLEIN", "PLEIN"], email="camille@example.org")
    answer = save(paul, chain.film, runtime_min="145")
    assert answer.status_code == 422
    told = words(answer)
    assert "séances à venir" in told
    assert "« Le Gardien » occuperait la salle" in told
    assert "« La Lame » commence" in told
    assert f"n° {second}" in told
    assert "1 commande a des places" in told
    assert Film.objects.get(id=chain.film).runtime_min == 115
    answer = paul.post(edit_url(chain.film), again(answer, having="retime"))
    assert answer.status_code == 303
    assert Film.objects.get(id=chain.film).runtime_min == 145
    sold, later = Screening.objects.get(id=first), Screening.objects.get(id=draft)
    assert sold.occupied_until == at, "what is sold keeps its times"
    assert later.occupied_until - later.starts_at == timedelta(minutes=15 + 145 + 20)
    shown = page(paul, answer["Location"]).words
    assert "Séances à regarder" in shown
    assert "« La Lame » commence" in shown
    assert AuditEntry.objects.filter(verb="retime_film").count() == 1


def test_a_question_whose_answer_changed_is_asked_again(chain: Chain, paul: Client) -> None:
    chain.screening(in_minutes=600)
    answer = save(paul, chain.film, classification="16")
    assert answer.status_code == 422
    form = again(answer, having="known")
    sell(chain.screenings[0], places=[1], rates=["PLEIN"], email="camille@example.org")
    assert paul.post(edit_url(chain.film), form).status_code == 422
    assert Film.objects.get(id=chain.film).classification == "TP"


def test_T_22_no_rate_of_children_is_offered_at_16(chain: Chain, paul: Client, tuesday: None) -> None:
    screening = chain.screening(in_minutes=600)
    url = f"/fr/seance/{screening}/"
    visitor = Client(SERVER_NAME="localhost")
    assert "MOINS14" in visitor.get(url).content.decode() or "-14" in visitor.get(url).content.decode()
    before = visitor.get(url).content.decode()
    answer = save(paul, chain.film, classification="16")
    assert paul.post(edit_url(chain.film), again(answer, having="known")).status_code == 303
    public_pages.forget()
    after = visitor.get(url).content.decode()
    children = [name for name in ("rate-MOINS14", "rate-ENFANT", "rate-JEUNE") if name in before]
    assert children
    assert not any(name in after for name in children)
    assert "16" in after


def test_who_may_only_look_sees_no_form(chain: Chain) -> None:
    ines = browser(member("ines", cinema=chain.cinema, role="box_office"))
    shown = page(ines, f"/fr/staff/films/{chain.film}/").words
    assert "Le Gardien" in shown
    assert "Modifier" not in shown
    assert ines.get(edit_url(chain.film)).status_code == 403


def test_the_list_filters_sorts_and_exports(chain: Chain, paul: Client) -> None:
    chain.screening(in_minutes=600)
    assert "La Lame" in page(paul, LIST).words
    found = page(paul, LIST + "?q=gardien").words
    assert "Le Gardien" in found
    assert "La Lame" not in found
    assert "La Lame" in page(paul, LIST + "?classification=16&lacks=poster").words
    assert "Rien ne correspond" in page(paul, LIST + "?label=art_house").words
    assert "Rien ne correspond" in page(paul, LIST + "?lacks=version").words
    assert page(paul, LIST + "?lacks=rien").words
    file = paul.get(LIST + "?export=csv&sort=-title")
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in lines[1:]] == ["La Lame", "Le Gardien"]


def test_the_list_costs_the_same_for_many(chain: Chain, paul: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(paul, LIST)
        return len(asked)

    few = cost()
    lender = Distributor.objects.create(name="Gaumont")
    for number in range(30):
        title = f"Film {number}"
        film = Film.objects.create(
            slug=text.slug(title), title=title, sort_key=title.lower(), distributor=lender
        )
        FilmVersion.objects.create(film=film, audio="fr", label="VF")
    assert cost() == few <= 10


def test_search_finds_a_film_by_its_visa_and_original_title(chain: Chain, paul: Client) -> None:
    Film.objects.filter(id=chain.film).update(original_title="The Keeper", released_on=clock.now().date())
    assert "Le Gardien" in page(paul, LIST + "?q=keeper").words
    assert "Le Gardien" in page(paul, LIST + "?q=DEMO-0001").words
    assert page(paul, LIST + "?q=%27%3B--").words
