"""The three cinemas of the demo and their fourteen screens. Names and authorisation numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.ops.demo.seating import Hall, SeatSpec, draw_hall, widening

__all__ = ["CINEMAS", "OPERATOR", "DemoCinema", "Hall", "SeatSpec"]

OPERATOR = "Les Toiles de l’Ouest (société fictive)"


@dataclass(frozen=True, slots=True)
class DemoCinema:
    """A cinema of the demo in a real French town; `authorisation` is plainly fictitious."""

    slug: str
    name: str
    town: str
    postcode: str
    authorisation: str
    halls: tuple[Hall, ...]


def _etoile() -> tuple[Hall, ...]:
    grand = (
        *widening(6, first=16, grow=1.2, aisles="sides"),
        "SSSTWC|SSSSSSSSSS|CWTSSS",
        *widening(5, first=22, grow=0.6, aisles="sides"),
        "WCSEWC|SSSSSSSS|CWESCW",
        "SSSSSS|WCWCSSCWCW|SSSSSS",
        "SSSSSS|SSSSSSSSSSSS|SSSSSS",
        *widening(3, first=26, grow=0, aisles="sides"),
        "__SSSS|SSSSSSSSSSSS|SSSS__",
    )
    return (
        draw_hall(1, "Arletty", grand, curve=3.2, numbering="odd_even", gaps={7: 0.6, 12: 0.6, 15: 3.0}),
        draw_hall(
            2,
            "Carné",
            (
                *widening(5, first=14, grow=1.5, aisles="sides"),
                "WCEE|SSSSSSSSSS|EECW",
                *widening(5, first=20, grow=1, aisles="sides"),
                "TWCSSS|SSWCSSSSCWSS|SSSCWT",
            ),
            curve=2.4,
            numbering="odd_even",
            gaps={6: 0.7},
        ),
        draw_hall(
            3,
            "Prévert",
            (
                *widening(4, first=14, grow=0.7, aisles="centre"),
                "CWTSSSS|SSSSTWC",
                "SSSSSSSS|SSSSSSSS",
                *widening(4, first=16, grow=0.5, aisles="centre"),
                "WCSSSSCW|WCDDDDDD",
            ),
            curve=0.8,
            gaps={4: 0.5},
        ),
        *_etoile_small(),
    )


def _etoile_small() -> tuple[Hall, ...]:
    return (
        draw_hall(
            4,
            "Signoret",
            (
                "__SSSSSSSS__",
                "_SSSSSSSSSS_",
                *("S" * 12,) * 3,
                "CWTSSSSSSTWC",
                *("S" * 12,) * 3,
                "_WCSSSSSSCW_",
            ),
            curve=1.6,
            gaps={5: 0.5},
        ),
        draw_hall(
            5,
            "Vigo",
            (
                "SSSSSSSS|",
                "SSSSSSSSSS|",
                *("SSSSSSSSSSS|",) * 4,
                "CWTSSSSSSSS|",
                "DDDDDDDDDD|",
                "DDDDDDWCCW|",
            ),
            numbering="straight",
            gaps={7: 0.4},
        ),
        draw_hall(
            6,
            "La Petite Étoile",
            ("WCSSSSCW", *("SSSSSSSS",) * 6, "_WCSSSSS"),
            free_seating=True,
            gaps={1: 0.5},
        ),
    )


def _rideau() -> tuple[Hall, ...]:
    return (
        draw_hall(
            1,
            "La Scène",
            (
                *widening(7, first=16, grow=1.0, aisles="centre"),
                "TWCSSSSSSCW|WCSSSSSSCWT",
                *widening(4, first=22, grow=0.5, aisles="centre"),
                "WCSSWCSSSS|SSSSCWSSCW",
                *widening(2, first=20, grow=0, aisles="centre"),
                "___SSSSSSS|SSSSSSS___",
            ),
            curve=2.0,
            numbering="odd_even",
            gaps={7: 0.6, 13: 2.6},
        ),
        draw_hall(
            2,
            "Rude",
            (*widening(9, first=14, grow=1.0, aisles="sides"), "TWCWC|SEEEES|CWCWT", "DDDD|SSSSWCSSSS|DDDD"),
            curve=1.8,
            gaps={9: 0.6},
        ),
        draw_hall(
            3,
            "Rameau",
            (*("SSSSSSS|SSSSSSS",) * 4, "TWCSSS|SSSCWT", *("SSSSSSS|SSSSSSS",) * 5, "WCSSCW|DDDDDD"),
            numbering="odd_even",
            gaps={4: 0.5, 5: 0.3},
        ),
        draw_hall(
            4,
            "Vauban",
            ("____SSSSSS", "___SSSSSSS", "__SSSSSSSS", "_SSSSSSSSS", *("SSSSSSSSSSS",) * 5, "TWCSSCWSCWT"),
            curve=0.6,
            gaps={9: 0.6},
        ),
        draw_hall(
            5,
            "Colette",
            ("|SSSSSSSS|", *("|SSSSSSSSS|",) * 5, "|TWCSSSCW|", "|DDDDDDCW|"),
            curve=0.9,
            gaps={6: 0.5},
        ),
    )


def _cabestan() -> tuple[Hall, ...]:
    return (
        draw_hall(
            1,
            "Grand Large",
            (
                *widening(6, first=14, grow=1.6, aisles="sides"),
                "CWTSS|SSSSSSSSSSSS|SSTWC",
                *widening(4, first=22, grow=0.8, aisles="sides"),
                "WCSSS|WCSSSSSSSSCW|SSSCW",
                "DDDDDD|EESSSSSSWCEE|DDDDDD",
            ),
            curve=3.0,
            numbering="odd_even",
            gaps={6: 0.6, 11: 0.5},
        ),
        draw_hall(
            2,
            "Les Remparts",
            ("__SSSS|SSSS__", "_SSSSS|SSSSS_", *("SSSSSS|SSSSSS",) * 7, "TWCSEE|EESCWT", "DDDDWC|CWSSSS"),
            curve=1.0,
            gaps={9: 0.6},
        ),
        draw_hall(
            3, "La Cale", ("SSSSSS|SSS", *("SSSSSSS|SSS",) * 4, "TWCSSS|SCW", "DDDDDD|WCS"), gaps={5: 0.5}
        ),
    )


CINEMAS = (
    DemoCinema("etoile", "L’Étoile d’argent", "Tours", "37000", "DEMO-37-001", _etoile()),
    DemoCinema("rideau", "Le Grand Rideau", "Dijon", "21000", "DEMO-21-001", _rideau()),
    DemoCinema("cabestan", "Le Cabestan", "Saint-Malo", "35400", "DEMO-35-001", _cabestan()),
)
