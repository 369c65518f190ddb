"""Films and versions: recognised, completed, never confused."""

from __future__ import annotations

import pytest

from ouvreuse.catalogue import errors, words
from ouvreuse.catalogue.actions import upsert_film, upsert_films, upsert_version, upsert_versions
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.queries import film_page, films
from ouvreuse.catalogue.rules import FilmFacts, KnownFilm, VersionFacts, recognise
from ouvreuse.kernel import text


@pytest.mark.unit
def test_a_film_is_recognised_by_visa_else_by_title_and_year() -> None:
    old, new = KnownFilm(1, "Nosferatu", "", 1922), KnownFilm(2, "Nosferatu", "150001", 1979)
    assert recognise(FilmFacts("NOSFERATU !", year=1922), known=[old, new]) == old
    assert recognise(FilmFacts("nosferatu", visa_number="150001"), known=[old, new]) == new
    assert recognise(FilmFacts("Nosferatu", visa_number="160002", year=2024), known=[new]) is None
    assert recognise(FilmFacts("Nosferatu", year=2024), known=[old, new]) is None
    assert recognise(FilmFacts("Nosferatu", visa_number="1", year=1922), known=[old, new]) == old
    with pytest.raises(errors.SeveralFilms):
        recognise(FilmFacts("Nosferatu"), known=[old, new])
    with pytest.raises(errors.VisaOfAnotherFilm) as refused:
        recognise(FilmFacts("M le maudit", visa_number="150001"), known=[old, new])
    assert refused.value.facts["other"] == "Nosferatu"


@pytest.mark.unit
def test_impossible_facts_are_refused() -> None:
    for wrong in ({"title": " "}, {"visa_number": "1" * 11}, {"classification": "13"}, {"runtime_min": 0}):
        with pytest.raises(errors.FilmInvalid):
            FilmFacts(**{"title": "Un film", **wrong})  # type: ignore[arg-type]


@pytest.mark.unit
def test_every_code_has_words_in_both_languages() -> None:
    codes = {item.code for item in vars(errors).values() if isinstance(item, type) and hasattr(item, "code")}
    codes |= {*errors.PictureFault, *errors.SourceFault}
    assert codes == set(words.WORDS)
    assert all(fr.strip() and en.strip() and fr != en for fr, en in words.WORDS.values())


@pytest.mark.integration
def test_a_known_film_is_completed_and_keeps_what_is_not_said(database: None) -> None:
    first = upsert_film(FilmFacts("L'Atalante", year=1934, directors=("Jean Vigo",), cast=("Dita Parlo",)))
    again = upsert_film(FilmFacts("l'atalante", runtime_min=89, visa_number="1234", directors=("Jean Vigo",)))
    assert again == first
    page = film_page("l-atalante")
    assert (page.title, page.year, page.runtime_min, page.visa_number) == ("L'Atalante", 1934, 89, "1234")
    assert (page.directors, page.cast) == (("Jean Vigo",), ("Dita Parlo",))
    with pytest.raises(errors.FilmUnknown):
        film_page("inconnu")


@pytest.mark.integration
def test_films_of_one_title_get_their_own_address(database: None) -> None:
    ids = upsert_films(
        [
            FilmFacts("Nosferatu", visa_number="1", year=1922),
            FilmFacts("Nosferatu", visa_number="2", year=1979),
            FilmFacts("Nosferatu", visa_number="3", year=1979),
        ]
    )
    slugs = [film.slug for film in (films(ids)[id] for id in ids)]
    assert slugs == ["nosferatu", "nosferatu-1979", "nosferatu-2"]
    assert Film.objects.count() == 3


@pytest.mark.integration
def test_a_version_is_found_again_and_its_language_completed(database: None) -> None:
    film = upsert_film(FilmFacts("Un film"))
    plain = VersionFacts("VOSTFR", subtitles=("fr",))
    first = upsert_version(film, facts=plain)
    told = VersionFacts("VOSTFR", audio="ja", subtitles=("fr",))
    described = VersionFacts("VOSTFR", audio="ja", subtitles=("fr",), audio_description=True)
    ids = upsert_versions([(film, told), (film, described), (film, plain)])
    assert (ids[0], ids[2]) == (first, first)
    assert ids[1] != first
    assert [version.audio for version in film_page("un-film").versions] == ["ja", "ja"]


@pytest.mark.integration
def test_one_new_film_said_twice_is_one_film(database: None) -> None:
    ids = upsert_films(
        [FilmFacts("Playtime", year=1967), FilmFacts("PLAYTIME", visa_number="30000", runtime_min=124)]
    )
    assert ids[0] == ids[1]
    page = film_page("playtime")
    assert (page.year, page.visa_number, page.runtime_min) == (1967, "30000", 124)


@pytest.mark.integration
def test_a_title_is_folded_a_few_times_however_many_films_are_known(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: list[str] = []

    def counting(title: str) -> str:
        folded.append(title)
        return text.sort_key(title)

    monkeypatch.setattr("ouvreuse.catalogue.rules.films.sort_key", counting)
    facts = [FilmFacts(f"Un film {number}", visa_number=str(number)) for number in range(200)]
    upsert_films(facts)
    upsert_films(facts)
    assert len(folded) < 200 * 10
