from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.kernel.text import (
    canonical_email,
    clean,
    cut,
    graphemes,
    one_line,
    slug,
    sort_key,
    title_key,
    unaccent,
)

pytestmark = pytest.mark.unit
FAMILY = "👩‍👩‍👧‍👦"
letters = st.sampled_from(
    ["a", "é", "e\u0301", FAMILY, "👍🏽", "🇫🇷", "각", "한", "ש", "م", "ḍ̇", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", " "]
)


@given(st.text())
def test_graphemes_lose_nothing(text: str) -> None:
    assert "".join(graphemes(text)) == text


@given(st.lists(letters.filter(str.strip), max_size=12))
def test_a_reader_s_letters_stay_whole(words: list[str]) -> None:
    assert graphemes(" ".join(words)) == [part for word in words for part in (word, " ")][:-1]


def test_flags_go_in_pairs_and_a_lone_joiner_joins_nothing() -> None:
    assert graphemes("🇫🇷🇬🇧🇫") == ["🇫🇷", "🇬🇧", "🇫"]
    assert graphemes("a\u200db") == ["a\u200d", "b"]
    assert graphemes("\r\n\u0301") == ["\r\n", "\u0301"]
    assert graphemes("한") == ["한"]
    assert graphemes("\u1100\u1161\u11a8\u1100") == ["\u1100\u1161\u11a8", "\u1100"]


@given(st.lists(letters, max_size=20).map("".join), st.integers(1, 15))
def test_a_cut_text_is_short_and_begins_alike(text: str, length: int) -> None:
    short = cut(text, length=length)
    assert len(graphemes(short)) <= length
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_cutting_never_breaks_a_family() -> None:
    assert cut(f"ab{FAMILY}cd", length=4) == f"ab{FAMILY}…"
    assert cut("abcd", length=4) == "abcd"
    with pytest.raises(ValueError, match="one letter"):
        cut("a", length=0)


@given(st.text())
def test_clean_text_is_stable_and_holds_no_trick(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not set(kept) & set("\0\r\x1b\x85\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)


def test_clean_keeps_scripts_and_families() -> None:
    for kept in (FAMILY, "דוד", "دانيال\u200cها", "Zoë", "two\nlines", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"):
        assert clean(kept) == kept
    assert clean("gpj\u202eexe\x07") == "gpjexe"
    assert clean("e\u0301") == "é"


def test_titles_sort_as_french_readers_expect() -> None:
    titles = ["Zazie", "Été", "Œdipe", "etude", "Fin", "Àl", "Ouvert", "l’Année"]
    assert sorted(titles, key=sort_key) == [
        "Àl",
        "Été",
        "etude",
        "Fin",
        "l’Année",
        "Œdipe",
        "Ouvert",
        "Zazie",
    ]
    assert sorted(["La Strada", "L'Atalante", "Les 400 Coups"], key=title_key) == [
        "Les 400 Coups",
        "L'Atalante",
        "La Strada",
    ]
    assert title_key("Les") == "les"
    assert unaccent("Cœur brûlé, ÆØŁ") == "Coeur brule, AEOL"


@given(st.text(), st.integers(1, 30))
def test_a_slug_is_made_of_plain_words(text: str, length: int) -> None:
    made = slug(text, length=length)
    assert made
    assert len(made) <= length
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not made.startswith("-")
    assert not made.endswith("-")


def test_slugs_of_titles() -> None:
    assert slug("Cléo de 5 à 7 : l’Œuvre") == "cleo-de-5-a-7-l-oeuvre"
    assert slug("東京物語") == "x"


def test_one_address_has_one_form() -> None:
    assert canonical_email(" Zoé.Durand+cine@Exemple.FR. ") == "zoé.durand+cine@exemple.fr"
    assert canonical_email("a@Münich.example") == "a@xn--mnich-kva.example"
    assert canonical_email("a@localhost") == "a@localhost"
    assert canonical_email(canonical_email("A@É.fr")) == canonical_email("a@é.fr")


@pytest.mark.parametrize(
    "wrong", ["", "a", "@b.fr", "a@", "a@b@c.fr", "a b@c.fr", "a@b..fr", "a@b c.fr", "a@<b>.fr"]
)
def test_what_is_not_an_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="e-mail"):
        canonical_email(wrong)
