"""Compositions of forms: spirals, strips, clocks, boards. Each gives its drawing and the box for the title."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from ouvreuse.ui.posters.lettering import Box
from ouvreuse.ui.posters.palette import Palette
from ouvreuse.ui.posters.shapes import backdrop, circle, figure, path, polygon, rect, stroke


def spiral(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A whirl, and someone falling into it."""
    turns, start = chance.choice((4.5, 5.5)), chance.random() * 2 * pi
    points = []
    for i in range(150):
        share = i / 149
        angle, radius = start + share * turns * 2 * pi, 14 + 216 * share**1.15
        points.append(f"{200 + radius * cos(angle):.0f} {376 + radius * sin(angle) * 0.92:.0f}")
    drawn = backdrop(inks.deep) + stroke(
        "M" + "L".join(points), inks.accent, 11, more='stroke-linejoin="round"'
    )
    drawn += circle(200, 376, 34, inks.deep)
    fall = '<g transform="rotate(38 200 376)">' + figure(200, 408, 70, inks.light)
    fall += stroke("M190 366L168 344M210 366L236 352", inks.light, 6, more='stroke-linecap="round"') + "</g>"
    return drawn + rect(0, 0, 400, 154, inks.night) + fall, Box(
        30, 14, 340, 128, inks.light, "sans", "middle", capitals=True
    )


def strip(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A strip of film across the sheet, each frame another picture."""
    drawn = backdrop(inks.light) + circle(chance.randint(60, 340), 90, 130, inks.second, more='opacity=".5"')
    drawn += f'<g transform="rotate({chance.choice((-14, -18, 15))} 200 220)">' + rect(
        -160, 116, 720, 208, inks.night
    )
    holes = "".join(f"M{x} {y}h16v12h-16z" for x in range(-150, 560, 32) for y in (126, 302))
    drawn += path(holes, inks.light)
    for index, x in enumerate(range(-154, 560, 142)):
        sky = (inks.accent, inks.deep, inks.second, inks.light)[index % 4]
        drawn += rect(x, 150, 132, 140, sky)
        drawn += _frame(index, x, inks)
    return drawn + "</g>" + rect(0, 436, 400, 164, inks.deep), Box(34, 450, 332, 138, inks.light, "sans")


def _frame(index: int, x: int, inks: Palette) -> str:
    pictures = (
        circle(x + 66, 232, 34, inks.light) + rect(x, 238, 132, 52, inks.night),
        circle(x + 92, 184, 16, inks.accent) + polygon([(x, 290), (x + 50, 200), (x + 96, 290)], inks.light),
        figure(x + 50, 282, 92, inks.night) + figure(x + 84, 282, 82, inks.night),
        polygon([(x + 18, 280), (x + 66, 168), (x + 114, 280)], inks.deep)
        + circle(x + 66, 236, 18, inks.accent),
    )
    return pictures[index % 4]


def clock(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A clock too large for the sheet, a few minutes to something."""
    x, y, hour = 236, 398, chance.uniform(0, 2 * pi)
    drawn = backdrop(inks.accent) + circle(x + 10, y + 12, 226, inks.night, more='opacity=".25"')
    drawn += circle(x, y, 226, inks.night) + circle(x, y, 206, inks.light)
    for i in range(60):
        a, long = i * pi / 30, 26 if i % 5 == 0 else 10
        inner, outer = 192 - long, 192
        drawn += stroke(
            f"M{x + inner * sin(a):.0f} {y - inner * cos(a):.0f}L{x + outer * sin(a):.0f} {y - outer * cos(a):.0f}",
            inks.night if i % 5 == 0 else inks.deep,
            9 if i % 5 == 0 else 2.5,
        )
    drawn += path(
        f"M{x} {y}L{x - 66} {y - 178}A190 190 0 0 1 {x} {y - 190}Z", inks.second, more='opacity=".85"'
    )
    drawn += _hand(x, y, hour, reach=112, wide=18, ink=inks.night) + _hand(
        x, y, -0.36, reach=172, wide=10, ink=inks.night
    )
    return drawn + circle(x, y, 17, inks.second), Box(30, 22, 340, 138, inks.night, "serif")


def _hand(x: float, y: float, angle: float, *, reach: float, wide: float, ink: str) -> str:
    tip = (x + reach * sin(angle), y - reach * cos(angle))
    side = (wide * cos(angle) / 2, wide * sin(angle) / 2)
    tail = (x - 34 * sin(angle), y + 34 * cos(angle))
    return polygon([tip, (x + side[0], y + side[1]), tail, (x - side[0], y - side[1])], ink)


def chess(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A board running to the horizon, and a piece with a long shadow."""
    drawn = backdrop(inks.light) + circle(306, 244, 52, inks.second)
    depth = [290, 304, 324, 352, 392, 446, 518, 614]
    for row in range(7):
        top, bottom = depth[row], depth[row + 1]
        for column in range(-8, 8):
            ink = inks.night if (row + column) % 2 else inks.accent
            spread = [(y - 250) / 5.4 for y in (top, bottom)]
            drawn += polygon(
                [(200 + (column + d) * s, y) for d, s, y in
                 ((0, spread[0], top), (1, spread[0], top), (1, spread[1], bottom), (0, spread[1], bottom))],
                ink,
            )  # fmt: skip
    x = chance.choice((124, 150))
    drawn += polygon(
        [(x - 40, 522), (x + 44, 512), (-30, 640), (-200, 640)], inks.night, more='opacity=".45"'
    )
    drawn += circle(x, 318, 41, inks.deep) + rect(x - 44, 350, 88, 15, inks.deep, more='rx="7"')
    drawn += path(
        f"M{x - 22} 362C{x - 20} 430 {x - 34} 462 {x - 56} 500H{x + 56}C{x + 34} 462 {x + 20} 430 {x + 22} 362Z",
        inks.deep,
    )
    drawn += rect(x - 68, 496, 136, 32, inks.deep, more='rx="10"') + circle(
        x + 14, 304, 10, inks.light, more='opacity=".6"'
    )
    return drawn, Box(34, 28, 332, 160, inks.night, "sans", capitals=True)


def mask(inks: Palette, chance: Random) -> tuple[str, Box]:
    """Two halves of a face that do not agree."""
    drawn = rect(0, 0, 200, 600, inks.light) + rect(200, 0, 200, 600, inks.deep)
    drawn += path("M200 58C92 58 76 150 82 236C88 330 146 406 200 416Z", inks.night)
    drawn += path("M200 58C308 58 324 150 318 236C312 330 254 406 200 416Z", inks.light)
    drawn += path("M104 212Q146 168 182 212Q146 236 104 212Z", inks.light) + circle(146, 208, 12, inks.accent)
    drawn += path("M296 212Q254 168 218 212Q254 236 296 212Z", inks.night) + circle(254, 208, 12, inks.accent)
    brow = chance.choice((-16, -22))
    drawn += stroke(f"M102 {176 + brow}Q140 {150 + brow} 182 {182 + brow}", inks.light, 7)
    drawn += stroke(f"M298 {150 - brow / 2}Q260 {166 - brow / 2} 220 {160 - brow / 2}", inks.night, 7)
    drawn += path("M200 214V300H172Z", inks.light, more='opacity=".9"') + path(
        "M200 214V300H228Z", inks.night
    )
    drawn += path("M132 318Q164 362 200 356V338Q168 340 132 318Z", inks.accent)
    drawn += path("M268 366Q236 334 200 338V356Q234 350 268 366Z", inks.second)
    drawn += path("M262 246q-9 18 0 22q9 -4 0 -22z", inks.second)
    return drawn + rect(0, 446, 400, 154, inks.night), Box(34, 456, 332, 132, inks.light, "serif", "middle")


def bauhaus(inks: Palette, chance: Random) -> tuple[str, Box]:
    """Sixteen squares of plain geometry."""
    drawn = backdrop(inks.light)
    inked = (inks.night, inks.accent, inks.second, inks.deep)
    for cell in range(16):
        x, y = cell % 4 * 100, cell // 4 * 100
        ground, form = chance.sample((*inked, inks.light), 2)
        turn = chance.choice((0, 90, 180, 270))
        shape = chance.choice((
            "M0 0H100A100 100 0 0 1 0 100Z",
            "M0 50A50 50 0 0 1 100 50Z M0 100A50 50 0 0 1 100 100Z",
            "M50 6A44 44 0 1 1 49.9 6Z",
            "M0 0L100 100H0Z",
            "M0 8h100v17H0zM0 41h100v17H0zM0 75h100v17H0z",
            "M0 0H50A50 50 0 0 1 100 50V100H50A50 50 0 0 1 0 50Z",
        ))  # fmt: skip
        drawn += rect(x, y, 100, 100, ground)
        drawn += f'<g transform="translate({x} {y}) rotate({turn} 50 50)">' + path(shape, form) + "</g>"
    return drawn, Box(30, 418, 340, 162, inks.night, "sans")


def umbrellas(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A crowd under umbrellas, seen from a window; one is not like the others."""
    drawn = backdrop(inks.deep)
    rain = "".join(f"M{chance.randint(0, 420)} {chance.randint(-20, 430)}l-9 26" for _ in range(70))
    drawn += stroke(rain, inks.light, 1.6, more='opacity=".5"')
    chosen = chance.choice((4, 7, 9, 10))
    for place in range(15):
        row = place // 3
        x, y = place % 3 * 140 + (70 if row % 2 else 0) + 26, 92 + row * 76
        ink = inks.accent if place == chosen else inks.night
        drawn += path(
            f"M{x - 56} {y}A56 56 0 0 1 {x + 56} {y}q-14 -13 -28 0q-14 -13 -28 0q-14 -13 -28 0q-14 -13 -28 0z",
            ink,
        )
        drawn += stroke(f"M{x} {y - 62}v96q0 11 10 11", ink, 4)
        drawn += stroke(
            f"M{x} {y - 56}Q{x - 24} {y - 34} {x - 28} {y - 3}M{x} {y - 56}Q{x + 24} {y - 34} {x + 28} {y - 3}",
            inks.deep,
            1.5,
        )
    return drawn + rect(0, 462, 400, 138, inks.light), Box(34, 470, 332, 122, inks.night, "serif")
