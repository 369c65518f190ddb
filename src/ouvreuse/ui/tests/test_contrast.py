"""Both themes keep the contrasts of WCAG 2.2 AA: 4.5 for text, 3 for edges of controls and the focus ring."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit
STYLES = Path(__file__).parent.parent / "styles" / "parts"
TOKENS = (STYLES / "tokens.css").read_text()
COLOUR = re.compile(r"--([a-z-]+):\s*#([0-9a-f]{6})\b")
LIGHT, DARK = (dict(COLOUR.findall(part)) for part in TOKENS.split("@media (prefers-color-scheme: dark)"))
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in ("paper", "surface", "sunken")),
    *((kind, f"{kind}-soft") for kind in ("good", "warn", "bad", "info")),
    *(("ink", f"{kind}-soft") for kind in ("good", "warn", "bad", "info", "accent")),
    *(
        (kind, ground)
        for kind in ("good", "warn", "bad", "info", "accent-strong")
        for ground in ("paper", "surface")
    ),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-ribbon", "ribbon"),
]
EDGES = [
    (edge, ground) for edge in ("line-strong", "focus", "accent", "bad") for ground in ("paper", "surface")
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_are_seen(theme: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(theme[edge], theme[ground]) >= 3


def test_the_measure_itself_is_right() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_define_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_styles_use_tokens_that_exist_and_no_colour_of_their_own() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", TOKENS))
    for sheet in STYLES.glob("*.css"):
        if sheet.name != "tokens.css":
            text = sheet.read_text()
            its_own = {"--x", "--y", "--width", "--height", "--unit"} if sheet.name == "plan.css" else set()
            assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) <= defined | its_own, sheet.name
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\((?!0 0 0 / 18%)", text), sheet.name
