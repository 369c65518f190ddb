"""The demo's films are complete, consistent, and honest about what is made up."""

from __future__ import annotations

import dataclasses
import re

import pytest

from ouvreuse.ops.demo.films import COUNTRIES, GENRES, SILENT, FilmFacts, _version, films

pytestmark = pytest.mark.unit
each_film = pytest.mark.parametrize("film", films(), ids=lambda film: film.slug)


def test_enough_films_from_enough_places_and_times() -> None:
    assert len(films()) >= 44
    assert {film.countries[0] for film in films()} >= {
        "FR",
        "IT",
        "JP",
        "US",
        "DE",
        "SE",
        "IN",
        "IR",
        "GB",
        "SU",
    }
    assert (films()[0].year, films()[-1].year) == (1902, 1999)
    assert len([film for film in films() if film.for_children]) >= 8
    assert {film.classification for film in films()} == {"TP", "12", "16"}


def test_nothing_appears_twice() -> None:
    for name in ("slug", "title", "title_fr", "visa", "synopsis_fr", "synopsis_en"):
        values = [getattr(film, name) for film in films()]
        assert len(set(values)) == len(values), name
    assert [film.year for film in films()] == sorted(film.year for film in films())


@each_film
def test_no_fact_is_empty(film: FilmFacts) -> None:
    for field in dataclasses.fields(film):
        assert getattr(film, field.name) not in ("", ()) or field.name == "versions", field.name
    assert film.versions
    assert all(name.strip() == name and name for name in (*film.directors, *film.actors))


@each_film
def test_facts_are_in_range(film: FilmFacts) -> None:
    assert 1902 <= film.year <= 1999
    assert 14 <= film.runtime <= 210
    assert 3 <= len(film.actors) <= 5
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", film.slug)
    assert set(film.countries) <= set(COUNTRIES)
    assert set(film.genres) <= set(GENRES)
    assert re.fullmatch(r"[a-z]{2}|zxx", film.language)
    assert len(film.title) <= 200


@each_film
def test_synopses_are_two_to_four_sentences_in_each_language(film: FilmFacts) -> None:
    for text in (film.synopsis_fr, film.synopsis_en):
        assert 110 <= len(text) <= 420
        assert 2 <= len(re.findall(r"[.?!](?=\s|$)", text)) <= 4
    assert film.synopsis_fr != film.synopsis_en


@each_film
def test_what_is_not_known_is_plainly_fictitious(film: FilmFacts) -> None:
    assert re.fullmatch(r"DEMO-\d{4}", film.visa)
    assert film.classification_is_real or film.classification == "TP"
    assert not (film.for_children and film.classification != "TP")


@each_film
def test_versions_make_sense(film: FilmFacts) -> None:
    keys = [(version.label, version.format, version.audio_description) for version in film.versions]
    assert len(set(keys)) == len(keys)
    for version in film.versions:
        assert version.original == (version.audio == film.language)
        assert version.captions <= (version.subtitles == ("fr",))
        assert (version.label == "MUET") == (film.language == SILENT)
        assert not (film.language == "fr" and version.label == "VOSTFR")


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="VOSTXX"):
        _version("VOSTXX", "en")
    with pytest.raises(ValueError, match="IMAX"):
        _version("VF IMAX", "en")
