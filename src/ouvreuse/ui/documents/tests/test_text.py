"""Text from people: cut where readers cut, drawable, without power over the words beside it."""

from __future__ import annotations

import unicodedata
from importlib import resources

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.ui.documents.text import BREAK_HERE, UNDRAWABLE, coverage, direction, graphemes, printable

pytestmark = pytest.mark.unit
FONTS = resources.files("ouvreuse.ui.documents.fonts")
FAMILY = "👨‍👩‍👧‍👦"


def _points(name: str) -> set[int]:
    with FONTS.joinpath(name).open("rb") as file:
        return {point for point in TTFont(file).getBestCmap() if point >= 0x20}


def test_the_coverage_list_says_what_the_fonts_draw() -> None:
    regular = [each.name for each in FONTS.iterdir() if each.name.endswith("-Regular.ttf")]
    assert len(regular) == 5
    assert coverage() == set().union(*map(_points, regular))


def test_bold_draws_all_that_its_regular_draws() -> None:
    assert _points("NotoSans-Bold.ttf") == _points("NotoSans-Regular.ttf")


def test_every_font_has_its_licence() -> None:
    for font in (each.name for each in FONTS.iterdir() if each.name.endswith(".ttf")):
        licence = FONTS.joinpath(f"OFL-{font.partition('-')[0]}.txt").read_text("utf-8")
        assert "SIL Open Font License" in licence or "SIL OPEN FONT LICENSE" in licence


@pytest.mark.parametrize(
    "text",
    [
        "L’Été à Œuilly",
        "Čapek Łódź Ğ ß",
        "Ελληνικά",
        "Летят журавли",
        "مرحبا بالعالم",
        "שָׁלוֹם",
        "東京物語",
        "七人の侍",
        "❤ 🎬🍿",
    ],
)
def test_names_of_many_scripts_come_out_whole(text: str) -> None:
    assert printable(text, clusters=100, unbroken=100) == unicodedata.normalize("NFC", text)


def test_what_the_fonts_lack_becomes_a_box() -> None:
    assert printable("a𓀀b", clusters=9, unbroken=9) == f"a{UNDRAWABLE}b"
    assert ord(UNDRAWABLE) in coverage()


def test_overrides_and_invisible_characters_are_dropped() -> None:
    hidden = "\u202egnitset\u202c\u2067x\u2069\u200b\ufeff\x00"
    assert printable(hidden, clusters=50, unbroken=50) == "gnitsetx"
    assert printable("a\u200db\u200c", clusters=9, unbroken=9) == "ab"
    assert printable(" \t two\n\nlines\u3000", clusters=20, unbroken=20) == "two lines"


def test_cut_by_cluster_never_inside_one() -> None:
    assert printable(FAMILY * 5, clusters=3, unbroken=9) == FAMILY * 2 + "…"
    assert list(graphemes("e\u0301🇫🇷🇯🇵👍🏽❤️")) == ["e\u0301", "🇫🇷", "🇯🇵", "👍🏽", "❤️"]


def test_marks_do_not_pile_up() -> None:
    calm = printable("a" + "\u0333" * 60, clusters=9, unbroken=9)
    assert len(calm) <= 4


def test_long_words_may_break() -> None:
    assert printable("W" * 10, clusters=30, unbroken=4).split(BREAK_HERE) == ["WWWW", "WWWW", "WW"]


def test_the_first_strong_character_gives_the_direction() -> None:
    assert direction("12 الرسالة") == "rtl"
    assert direction("« שלום »") == "rtl"
    assert direction("Le שלום") == "ltr"
    assert direction("123") == "ltr"


@given(st.text(max_size=200))
def test_any_text_is_drawable_and_short(text: str) -> None:
    shown = printable(text, clusters=30, unbroken=10)
    visible = shown.replace(BREAK_HERE, "")
    assert len(list(graphemes(visible))) <= 30
    allowed = {0x200C, 0x200D, 0xFE0E, 0xFE0F}
    assert {ord(char) for char in visible} <= coverage() | allowed
    assert not {unicodedata.bidirectional(char) for char in shown} & {
        "RLO",
        "LRO",
        "RLE",
        "LRE",
        "RLI",
        "LRI",
        "FSI",
        "PDI",
    }
