"""Posters: whole, small, different from one another, and safe whatever the title."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.ui.posters import dominant_colour, poster_svg
from ouvreuse.ui.posters.draw import COMPOSITIONS
from ouvreuse.ui.posters.lettering import Box, lettering
from ouvreuse.ui.posters.palette import PALETTES

pytestmark = pytest.mark.unit
SVG = "{http://www.w3.org/2000/svg}"
SEEDS = range(4 * len(COMPOSITIONS))


def _draw(seed: int, title: str = "Les Contes de la lune vague après la pluie") -> str:
    return poster_svg(title, director="Kenji Mizoguchi", year=1953, seed=seed)


def _parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


def _shapes(drawn: str) -> str:
    """The drawing without its inks and its words: what the composition is."""
    return re.sub(r"<title>.*?</title>|<text.*?</text>|#[0-9a-f]{6}", "", drawn)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_poster_is_one_small_well_formed_drawing(seed: int) -> None:
    drawn = _draw(seed)
    root = _parsed(drawn)
    assert root.get("viewBox") == "0 0 400 600"
    assert len(drawn.encode()) < 12_000
    assert (
        root.findtext(f"{SVG}title") == "Les Contes de la lune vague après la pluie – Kenji Mizoguchi · 1953"
    )
    assert not re.search(r"<script|<image|href|url\(|\bid=|nan", drawn)
    said = " ".join(span.text or "" for span in root.iter(f"{SVG}tspan"))
    assert said.casefold() == "les contes de la lune vague après la pluie"


def test_compositions_truly_differ_and_so_do_neighbours() -> None:
    assert len(COMPOSITIONS) >= 14
    assert len({_shapes(_draw(seed)) for seed in range(len(COMPOSITIONS))}) == len(COMPOSITIONS)
    inks = [set(re.findall(r"#[0-9a-f]{6}", _draw(seed))) for seed in SEEDS]
    assert all(one != other for one, other in pairwise(inks))


def test_the_same_arguments_give_the_same_poster() -> None:
    assert [_draw(seed) for seed in SEEDS] == [_draw(seed) for seed in SEEDS]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dominant_colour_is_an_ink_of_the_poster(seed: int) -> None:
    assert dominant_colour(seed) in _draw(seed)


@pytest.mark.parametrize("inks", PALETTES)
def test_titles_are_readable_on_every_ground_they_stand_on(inks: object) -> None:
    night, deep, accent, light = (getattr(inks, name) for name in ("night", "deep", "accent", "light"))
    assert _contrast(night, light) >= 7
    assert _contrast(light, deep) >= 4.5
    assert _contrast(night, accent) >= 4.5


@pytest.mark.parametrize(
    "title", ["<b>&\"'</b>", "]]>", "", "\x00\x0b", "W" * 300, "東京物語" * 30, "الرسالة", "😀 " * 90]
)
def test_no_title_breaks_a_poster(title: str) -> None:
    for seed in range(len(COMPOSITIONS)):
        root = _parsed(poster_svg(title, director=title, year=None, seed=seed))
        assert len(list(root.iter(f"{SVG}tspan"))) <= 12


@given(st.text(max_size=80), st.integers(min_value=0, max_value=2**31))
def test_any_title_and_any_seed_draw(title: str, seed: int) -> None:
    _parsed(poster_svg(title, director=title, year=1900, seed=seed))


def test_short_titles_are_large_and_long_ones_fit() -> None:
    box = Box(0, 0, 300, 150, "#000000")
    size_of = {
        t: int(re.findall(r'font-size="(\d+)"', lettering(t, credit="", box=box))[0])
        for t in ("M", "M " * 60)
    }
    assert size_of["M"] > 50
    assert size_of["M " * 60] < 25
    lines = re.findall(r'y="([\d.]+)"', lettering("Un titre de film " * 9, credit="x", box=box))
    assert max(map(float, lines)) <= 150
