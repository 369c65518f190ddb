"""T-17: identifiers with their check characters (ISO 7064 mod 37,36); terms the law doubts are in the door's tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.catalogue.errors import IdentifierInvalid
from ouvreuse.catalogue.rules.identifiers import ALPHABET, check_character, eidr, imdb, isan, visa
from ouvreuse.catalogue.rules.versions import version_label

pytestmark = pytest.mark.unit
HEX = st.text("0123456789ABCDEF", min_size=16, max_size=16)


def test_T_17_the_verified_ones() -> None:
    assert eidr("10.5240/7791-8534-2C23-9030-8610-5") == "10.5240/7791-8534-2C23-9030-8610-5"
    assert isan("0000-0000-3A8D-0000-Z-0000-0000-6") == "0000-0000-3A8D-0000-Z-0000-0000-6"
    assert isan("0000-0000-D07A-0090-Q") == "0000-0000-D07A-0090-Q"


def test_ways_of_writing() -> None:
    assert isan("ISAN 0000-0000-d07a-0090") == "0000-0000-D07A-0090-Q"
    assert isan("000000003A8D000000000000") == "0000-0000-3A8D-0000-Z-0000-0000-6"
    assert eidr("https://doi.org/10.5240/7791-8534-2c23-9030-8610-5").endswith("8610-5")
    assert imdb("https://www.imdb.com/title/tt0024844/?ref_=x") == "tt0024844"
    assert visa("123 456") == "123456"


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        (isan, "0000-0000-D07A-0090-R"),
        (isan, "0000-0000-D07A"),
        (isan, "0000-0000-3A8D-0000-Z-0000-0000-7"),
        (isan, ""),
        (eidr, "10.5240/7791-8534-2C23-9030-8610-6"),
        (eidr, "10.5241/7791-8534-2C23-9030-8610-5"),
        (eidr, "7791"),
        (imdb, "tt1"),
        (imdb, "nm0000001"),
        (visa, "12A45"),
        (visa, "12345678901"),
        (visa, "١٢٣"),
    ],
)
def test_wrong_ones(check: object, wrong: str) -> None:
    with pytest.raises(IdentifierInvalid):
        check(wrong)  # type: ignore[operator]


@given(HEX, st.integers(0, 15), st.sampled_from("0123456789ABCDEF"))
def test_one_wrong_digit_is_always_seen(digits: str, place: int, other: str) -> None:
    changed = digits[:place] + other + digits[place + 1 :]
    assert (check_character(changed) == check_character(digits)) == (changed == digits)
    assert check_character(digits) in ALPHABET


@given(
    st.sampled_from(["fr", "en", "it", "zxx", "pt-BR"]),
    st.lists(st.sampled_from(["fr", "en", "de"]), unique=True, max_size=3),
    st.booleans(),
    st.booleans(),
)
def test_every_version_has_a_label(audio: str, subtitles: list[str], original: bool, captions: bool) -> None:
    label = version_label(audio=audio, subtitles=subtitles, original=original, captions=captions)
    assert 0 < len(label) <= 20
    assert label == label.upper()
