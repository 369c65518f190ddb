"""TMDB, spoken to over a real line: a server of the test answers in the documented shapes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import again, jpeg, page, words
from ouvreuse.catalogue.models import DataSource, Film
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
KEY = "0123456789abcdef0123456789abcdef"
SEARCH = "/fr/staff/films/tmdb/"
MOVIE = {
    "adult": False, "backdrop_path": "/b.jpg", "budget": 0, "genres": [{"id": 18, "name": "Drame"}], "id": 43904,
    "imdb_id": "tt0024844", "original_language": "fr", "original_title": "L'Atalante", "overview": "Une péniche.",
    "poster_path": "/atalante_1.jpg", "production_countries": [{"iso_3166_1": "FR", "name": "France"}],
    "release_date": "1934-04-24", "runtime": 89, "status": "Released", "title": "L'Atalante",
    "credits": {
        "cast": [
            {"name": "Dita Parlo", "order": 1, "character": "Juliette"}, {"name": "Michel Simon", "order": 0},
            {"name": 5, "order": "x"}, "rien",
        ],
        "crew": [{"job": "Director", "name": "Jean Vigo"}, {"job": "Editor", "name": "Louis Chavance"}],
    },
    "release_dates": {
        "results": [
            {"iso_3166_1": "US", "release_dates": [{"certification": "PG", "release_date": "1947-06-01", "type": 3}]},
            {
                "iso_3166_1": "FR",
                "release_dates": [
                    {"certification": "TP", "release_date": "1934-09-12T00:00:00.000Z", "type": 3},
                    {"certification": "", "release_date": "1990-01-01T00:00:00.000Z", "type": 5},
                ],
            },
        ]
    },
    "translations": {"translations": [{"iso_639_1": "en", "data": {"overview": "A barge.", "title": "L'Atalante"}}]},
    "videos": {"results": [{"site": "YouTube", "type": "Trailer", "key": "abcDEF_123-", "official": True}]},
}  # fmt: skip
FOUND = {
    "page": 1,
    "results": [
        {
            "adult": False, "genre_ids": [18], "id": 43904, "original_language": "fr",
            "original_title": "L'Atalante", "overview": "Une péniche.", "popularity": 1.0,
            "poster_path": "/atalante_1.jpg", "release_date": "1934-04-24", "title": "L'Atalante",
        },
        {"id": "x"},
    ],
    "total_pages": 1,
    "total_results": 1,
}  # fmt: skip


class Source:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {
            "/3/search/movie": (200, json.dumps(FOUND).encode()),
            "/3/movie/43904": (200, json.dumps(MOVIE).encode()),
            "/t/p/w780/atalante_1.jpg": (200, jpeg()),
        }
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []
        self.url = ""


@pytest.fixture
def tmdb() -> Iterator[Source]:
    source = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            source.asked.append((parts.path, parse_qs(parts.query), self.headers.get("Authorization", "")))
            status, body = source.answers.get(parts.path, (404, b'{"status_code": 34}'))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{source.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    source.url = f"http://127.0.0.1:{server.server_port}"
    with override_settings(TMDB_URL=source.url, TMDB_IMAGES_URL=source.url):
        yield source
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def owner(chain: Chain) -> Any:
    client = browser(member("odile", operator=True))
    assert client.post(f"{SEARCH}key/", {"key": KEY}).status_code == 303
    return client


def test_the_key_is_sealed_and_never_shown(chain: Chain, owner: Any, paul: Any, tmdb: Source) -> None:
    row = DataSource.objects.get()
    assert KEY not in row.sealed_key
    assert KEY not in owner.get(f"{SEARCH}key/").content.decode()
    assert KEY not in json.dumps(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert paul.get(f"{SEARCH}key/").status_code == 403
    theirs = browser(member("pierre", cinema=chain.cinema, role="owner"))
    assert theirs.get(f"{SEARCH}key/").status_code == 403, "the key is the whole chain's"
    assert owner.post(f"{SEARCH}key/", {"key": "trop court"}).status_code == 422
    assert owner.post(f"{SEARCH}key/").status_code == 422
    assert owner.post(f"{SEARCH}key/", {"key": ""}).status_code == 303
    assert not DataSource.objects.exists()
    assert "demande une clé" in page(owner, f"{SEARCH}?q=atalante").words
    assert tmdb.asked == []


def test_search_see_and_add(chain: Chain, owner: Any, tmdb: Source) -> None:
    shown = page(owner, f"{SEARCH}?q=l%27atalante").words
    assert "L'Atalante (1934)" in shown
    path, asked, _ = tmdb.asked[0]
    assert path == "/3/search/movie"
    assert (asked["query"], asked["api_key"], asked["language"]) == (["l'atalante"], [KEY], ["fr-FR"])
    answer = owner.get(f"{SEARCH}43904/")
    told = words(answer)
    for fact in (
        "Une péniche.",
        "A barge.",
        "Jean Vigo",
        "Michel Simon, Dita Parlo",
        "89",
        "classification « TP »",
    ):
        assert fact in told
    answer = owner.post(f"{SEARCH}43904/", again(answer, having="wanted"))
    film = Film.objects.get(tmdb_id=43904)
    assert answer["Location"] == f"/fr/staff/films/{film.id}/"
    assert (film.title, film.runtime_min, film.year, film.imdb) == ("L'Atalante", 89, 1934, "tt0024844")
    assert str(film.released_on) == "1934-09-12"
    assert film.classification == "TP"
    assert film.poster is not None
    assert film.trailer_url == "https://www.youtube.com/watch?v=abcDEF_123-"
    assert list(film.credits.filter(job="cast").order_by("rank").values_list("name", flat=True)) == [
        "Michel Simon",
        "Dita Parlo",
    ]


def test_what_is_typed_is_never_overwritten(chain: Chain, owner: Any, tmdb: Source) -> None:
    answer = owner.get(f"{SEARCH}43904/?film={chain.film}")
    form = again(answer, having="wanted")
    assert "synopsis_fr" not in form["wanted"], "it is there already, so it is not offered"
    Film.objects.filter(id=chain.film).update(original_title="Tapé entre-temps")
    assert (
        owner.post(
            f"{SEARCH}43904/", form | {"wanted": [*form["wanted"], "synopsis_fr", "title"]}
        ).status_code
        == 303
    )
    film = Film.objects.get(id=chain.film)
    assert film.original_title == "Tapé entre-temps"
    assert film.synopsis_fr.startswith("Une nuit de tempête")
    assert (film.title, film.runtime_min, film.tmdb_id) == ("Le Gardien", 115, 43904)
    assert list(film.credits.filter(job="director").values_list("name", flat=True)) == ["Anne Martin"]


def test_only_what_is_ticked(chain: Chain, owner: Any, tmdb: Source) -> None:
    owner.post(f"{SEARCH}43904/", {"film": chain.film, "wanted": ["imdb"]})
    film = Film.objects.get(id=chain.film)
    assert (film.imdb, film.trailer_url, film.poster) == ("tt0024844", "", None)


def test_a_token_goes_in_a_header(chain: Chain, owner: Any, tmdb: Source) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9." + "a" * 60
    owner.post(f"{SEARCH}key/", {"key": token})
    page(owner, f"{SEARCH}?q=x")
    _, asked, header = tmdb.asked[-1]
    assert "api_key" not in asked
    assert header == f"Bearer {token}"


def test_every_trouble_has_words_and_changes_nothing(chain: Chain, owner: Any, tmdb: Source) -> None:
    before = Film.objects.count()
    for answer, told in (
        ((401, b"{}"), "refuse cette clé"),
        ((404, b"{}"), "ne connaît pas"),
        ((429, b"{}"), "d’attendre"),
        ((500, b"{}"), "ne répond pas"),
        ((302, b""), "ne répond pas"),
        ((200, b"<html>"), "n’est pas celle attendue"),
        ((200, b"[]"), "n’est pas celle attendue"),
        ((200, b'{"id": 1}'), "n’est pas celle attendue"),
        ((200, b"[" * 100_000), "n’est pas celle attendue"),
        ((200, b" " * 2_000_001), "n’est pas celle attendue"),
    ):
        tmdb.answers["/3/movie/43904"] = answer
        shown = owner.get(f"{SEARCH}43904/")
        assert shown.status_code == 409
        assert told in words(shown), answer
        assert owner.post(f"{SEARCH}43904/", {"wanted": ["runtime_min"]}).status_code == 409
    assert not any(path == "/elsewhere" for path, *_ in tmdb.asked), "no redirect is followed"
    assert Film.objects.count() == before
    tmdb.answers["/3/search/movie"] = (401, b"{}")
    assert owner.get(f"{SEARCH}?q=x").status_code == 502


def test_a_poster_that_is_none_leaves_the_rest_done(chain: Chain, owner: Any, tmdb: Source) -> None:
    tmdb.answers["/t/p/w780/atalante_1.jpg"] = (200, b"<svg onload=alert(1)>")
    answer = owner.post(f"{SEARCH}43904/", {"wanted": ["runtime_min", "poster"]})
    assert "L’affiche n’est pas venue" in page(owner, answer["Location"]).words
    assert Film.objects.get(tmdb_id=43904).runtime_min == 89


def test_nobody_answers(chain: Chain, owner: Any) -> None:
    with override_settings(TMDB_URL="http://127.0.0.1:9"):
        answer = owner.get(f"{SEARCH}?q=x")
    assert answer.status_code == 502
    assert KEY not in answer.content.decode()
    assert "ne répond pas" in words(answer)


def test_a_poster_path_leads_nowhere_else(chain: Chain, owner: Any, tmdb: Source) -> None:
    for path in ("/../../3/x.jpg", "//evil.example/x.jpg", "/x.svg", "@evil.example/x.jpg"):
        tmdb.answers["/3/movie/43904"] = (200, json.dumps(MOVIE | {"poster_path": path}).encode())
        owner.post(f"{SEARCH}43904/", {"wanted": ["poster"]})
    assert {path for path, *_ in tmdb.asked} == {"/3/movie/43904"}
