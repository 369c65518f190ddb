"""Compositions of places: halls, towns, roads, skies. Each gives its drawing and the box left for the title."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from ouvreuse.ui.posters.lettering import Box
from ouvreuse.ui.posters.palette import Palette
from ouvreuse.ui.posters.shapes import backdrop, circle, figure, path, polygon, rect, stroke


def beam(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A dark hall: the torch of an usherette falls on the screen, over rows of heads."""
    lean = chance.randint(-30, 30)
    light = "".join(
        polygon([(200 + lean, 640), (44 - 16 * i, 66), (356 + 16 * i, 66)], inks.accent, more='opacity=".13"')
        for i in range(3)
    )
    screen = rect(50, 72, 300, 206, inks.light)
    rows = ""
    for row in range(4):
        y, size = 404 + row * 52, 19 + row * 4
        ink = inks.deep if row < 2 else inks.night
        for seat in range(-1, 10 - row):
            x = seat * (42 + row * 8) + (21 if row % 2 else 0)
            rows += path(f"M{x} {y + 80}V{y}a{size} {size} 0 0 1 {2 * size} 0V{y + 80}Z", ink)
    head = circle(200 + lean, 498, 24, inks.second) + rect(
        170 + lean, 528, 60, 90, inks.second, more='rx="26"'
    )
    return backdrop(inks.night) + light + screen + rows + head, Box(
        70, 84, 260, 182, inks.night, "serif", "middle"
    )


def hills(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A great sun going down behind hills, and someone small who watches it."""
    x = chance.randint(130, 270)
    drawn = backdrop(inks.light)
    for radius, veil in ((150, ".16"), (118, ".3"), (88, "1")):
        drawn += circle(x, 330, radius, inks.accent, more=f'opacity="{veil}"')
    for level, (ink, veil) in enumerate(
        ((inks.second, ".75"), (inks.deep, ".75"), (inks.deep, "1"), (inks.night, "1"))
    ):
        y, lift = 352 + level * 56, chance.randint(30, 70)
        turn = -1 if level % 2 else 1
        drawn += path(
            f"M0 {y + 10 * turn}C100 {y - lift * turn} 150 {y + lift * turn} 240 {y}S350 {y - lift} 400 {y - 8}V600H0Z",
            inks.light,
        )
        drawn += path(
            f"M0 {y + 10 * turn}C100 {y - lift * turn} 150 {y + lift * turn} 240 {y}S350 {y - lift} 400 {y - 8}V600H0Z",
            ink,
            more=f'opacity="{veil}"',
        )
    return drawn + figure(240, 526, 46, inks.night), Box(34, 30, 332, 165, inks.night, "serif")


def windows(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A town by night: hundreds of windows, one of them in another light."""
    drawn = backdrop(inks.night) + circle(318, 206, 34, inks.light)
    drawn += circle(306, 198, 32, inks.night)
    x, lit = 0, []
    while x < 400:
        wide, top = chance.choice((66, 80, 94)), chance.randint(250, 390)
        drawn += rect(x, top, wide - 3, 600 - top, inks.deep)
        for row in range((560 - top) // 26):
            for column in range((wide - 16) // 17):
                if chance.random() < 0.42:
                    lit.append((x + 9 + column * 17, top + 14 + row * 26))
        x += wide
    chosen = chance.randrange(len(lit))
    panes = "".join(f"M{x} {y}h9v14h-9z" for index, (x, y) in enumerate(lit) if index != chosen)
    x, y = lit[chosen]
    drawn += (
        path(panes, inks.accent)
        + rect(x - 3, y - 3, 15, 20, inks.light)
        + rect(x + 2, y + 5, 5, 12, inks.second)
    )
    return drawn, Box(34, 34, 300, 150, inks.light, "sans", capitals=True)


def waves(inks: Palette, chance: Random) -> tuple[str, Box]:
    """Scales of waves, rank upon rank, under a red disc."""
    drawn = backdrop(inks.light) + circle(chance.choice((120, 200, 280)), 300, 92, inks.accent)
    for row in range(9):
        y = 336 + row * 32
        middles = [column * 80 + (40 if row % 2 else 0) + 40 for column in range(-1, 6)]
        for radius, ink in (
            (41, inks.light),
            (38, inks.deep),
            (29, inks.light),
            (26, inks.night),
            (15, inks.second),
        ):
            drawn += path(
                "".join(f"M{x - radius} {y + 30}a{radius} {radius} 0 0 1 {2 * radius} 0" for x in middles),
                ink,
            )
    drawn += "".join(
        stroke(f"M{x} {y}q8 -9 16 0q8 -9 16 0", inks.night, 2.5)
        for x, y in ((60, 236), (106, 218), (310, 226))
    )
    return drawn, Box(34, 26, 332, 165, inks.night, "serif")


def ladder(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A ladder leant against the moon."""
    drawn = backdrop(inks.night)
    for _ in range(46):
        drawn += circle(
            chance.randint(8, 392), chance.randint(8, 400), chance.choice((1, 1.4, 2.2)), inks.light
        )
    drawn += circle(236, 160, 112, inks.accent) + circle(284, 132, 100, inks.night)
    drawn += path("M0 432Q120 380 240 424T400 410V600H0Z", inks.deep)
    drawn += stroke("M92 420L168 230M120 424L196 236", inks.light, 5, more='stroke-linecap="round"')
    rungs = "".join(f"M{94 + i * 8.2:.1f} {412 - i * 20.4:.1f}l28 4" for i in range(9))
    drawn += stroke(rungs, inks.light, 4, more='stroke-linecap="round"')
    return drawn + figure(148, 316, 52, inks.second), Box(34, 444, 332, 132, inks.light, "serif")


def train(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A locomotive coming straight at us, lamps lit."""
    drawn = backdrop(inks.accent)
    for _ in range(9):
        drawn += circle(
            200 + chance.randint(-120, 70),
            chance.randint(20, 130),
            chance.randint(26, 60),
            inks.light,
            more='opacity=".85"',
        )
    drawn += polygon([(0, 470), (150, 250), (250, 250), (400, 470)], inks.deep)
    sleepers = [(260 + i * i * 5.2, 6 + i * 2.2, 46 + i * 27) for i in range(7)]
    drawn += "".join(rect(200 - wide / 2, y, wide, tall, inks.second) for y, tall, wide in sleepers)
    drawn += polygon([(182, 250), (188, 250), (92, 470), (66, 470)], inks.night)
    drawn += polygon([(218, 250), (212, 250), (308, 470), (334, 470)], inks.night)
    drawn += rect(184, 92, 32, 60, inks.night) + rect(172, 82, 56, 16, inks.night)
    drawn += rect(104, 176, 192, 190, inks.night, more='rx="16"') + circle(200, 234, 98, inks.night)
    drawn += (
        circle(200, 234, 78, inks.deep) + circle(200, 234, 64, inks.night) + circle(200, 218, 25, inks.light)
    )
    drawn += circle(134, 330, 17, inks.light) + circle(266, 330, 17, inks.light)
    drawn += polygon([(96, 366), (304, 366), (340, 424), (60, 424)], inks.second)
    drawn += stroke(
        "M130 366L112 424M165 366L156 424M200 366V424M235 366L244 424M270 366L288 424", inks.night, 6
    )
    return drawn + rect(0, 446, 400, 154, inks.night), Box(
        34, 458, 332, 130, inks.light, "sans", "middle", capitals=True
    )


def stairs(inks: Palette, chance: Random) -> tuple[str, Box]:
    """Steps going up into a lit doorway, and one long shadow."""
    steps = 9
    outline: list[tuple[float, float]] = [(0, 600)]
    for i in range(steps):
        x, y = i * 400 / steps, 430 - i * 34
        outline += [(x, y), (x + 400 / steps, y)]
    drawn = backdrop(inks.accent) + circle(
        330, 116, chance.randint(150, 190), inks.light, more='opacity=".35"'
    )
    drawn += rect(306, 26, 70, 132, inks.light, more='rx="35"') + rect(306, 90, 70, 68, inks.light)
    drawn += polygon([*outline, (400, 600)], inks.night)
    for i in range(steps):
        drawn += rect(i * 400 / steps, 430 - i * 34, 400 / steps, 7, inks.second)
    drawn += polygon([(334, 158), (348, 158), (150, 430), (60, 430)], inks.night, more='opacity=".28"')
    return drawn + figure(341, 158, 82, inks.night), Box(34, 446, 332, 132, inks.light, "serif")


def trees(inks: Palette, chance: Random) -> tuple[str, Box]:
    """A wood in the evening: trunks far, nearer, near, and a low sun between."""
    drawn = backdrop(inks.light) + circle(chance.randint(120, 280), 290, 96, inks.accent)
    for ink, wide, step, veil in (
        (inks.second, 7, 27, ".55"),
        (inks.deep, 15, 54, "1"),
        (inks.night, 30, 128, "1"),
    ):
        x = float(chance.randint(-8, 24))
        while x < 400:
            lean = chance.randint(-10, 10)
            points = [(x, 0), (x + wide * 0.8, 0), (x + wide + lean, 470), (x - wide * 0.2 + lean, 470)]
            drawn += polygon(points, ink, more=f'opacity="{veil}"')
            if wide > 10:
                y = chance.randint(60, 260)
                side = chance.choice((-1, 1))
                drawn += stroke(
                    f"M{x + wide / 2:.0f} {y + 60}q{18 * side} -30 {44 * side} -66", ink, wide / 4
                )
            x += step + chance.randint(-6, 14)
    drawn += path("M0 430Q110 408 210 428T400 420V600H0Z", inks.night)
    return drawn + figure(206, 432, 62, inks.second), Box(34, 448, 332, 130, inks.light, "serif", "middle")


def rays(inks: Palette, chance: Random) -> tuple[str, Box]:
    """An eye that throws light like a projector."""
    count = chance.choice((20, 24, 28))
    drawn = backdrop(inks.accent)
    for i in range(0, count, 2):
        a, b = 2 * pi * i / count, 2 * pi * (i + 1) / count
        ends = [(200 + 520 * cos(t), 226 + 520 * sin(t)) for t in (a, b)]
        drawn += polygon([(200, 226), *ends], inks.light)
    drawn += path("M38 226Q200 66 362 226Q200 386 38 226Z", inks.night)
    drawn += path("M66 226Q200 98 334 226Q200 354 66 226Z", inks.light)
    drawn += (
        circle(200, 226, 62, inks.deep) + circle(200, 226, 46, inks.second) + circle(200, 226, 26, inks.night)
    )
    drawn += circle(214, 210, 9, inks.light)
    return drawn + rect(0, 430, 400, 170, inks.night), Box(34, 444, 332, 142, inks.light, "sans", "middle")
