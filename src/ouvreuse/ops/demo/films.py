"""The classics of the demo: facts read from `films.toml`, versions spelled out.

Where `classification_is_real` is false, "all audiences" stands in for a class not looked up; each visa
number is plainly fictitious (`DEMO-0001`).
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

SILENT = "zxx"  # ISO 639: no linguistic content
COUNTRIES = {
    "DE": ("Allemagne", "Germany"),
    "ES": ("Espagne", "Spain"),
    "FR": ("France", "France"),
    "GB": ("Royaume-Uni", "United Kingdom"),
    "IN": ("Inde", "India"),
    "IR": ("Iran", "Iran"),
    "IT": ("Italie", "Italy"),
    "JP": ("Japon", "Japan"),
    "SE": ("Suède", "Sweden"),
    "SU": ("URSS", "USSR"),
    "US": ("États-Unis", "United States"),
}
GENRES = {
    "adventure": ("aventure", "adventure"),
    "animation": ("animation", "animation"),
    "comedy": ("comédie", "comedy"),
    "crime": ("policier", "crime"),
    "documentary": ("documentaire", "documentary"),
    "drama": ("drame", "drama"),
    "fantasy": ("fantastique", "fantasy"),
    "history": ("histoire", "history"),
    "horror": ("épouvante", "horror"),
    "music": ("musique", "music"),
    "musical": ("comédie musicale", "musical"),
    "romance": ("amour", "romance"),
    "sf": ("science-fiction", "science fiction"),
    "silent": ("film muet", "silent film"),
    "thriller": ("suspense", "thriller"),
    "war": ("guerre", "war"),
}


@dataclass(frozen=True, slots=True)
class VersionOffer:
    """How the demo shows a film: what is heard and read, for whom, in which format."""

    label: str
    audio: str
    subtitles: tuple[str, ...]
    original: bool
    captions: bool
    audio_description: bool
    format: str


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """One classic. `runtime` in minutes of a usual print, countries ISO 3166 (SU: USSR), language ISO 639."""

    slug: str
    title: str
    title_fr: str
    year: int
    directors: tuple[str, ...]
    runtime: int
    countries: tuple[str, ...]
    language: str
    actors: tuple[str, ...]
    genres: tuple[str, ...]
    synopsis_fr: str
    synopsis_en: str
    visa: str
    classification: str
    classification_is_real: bool
    versions: tuple[VersionOffer, ...]
    for_children: bool

    @property
    def director(self) -> str:
        """The directors in one line."""
        return ", ".join(self.directors)


@functools.cache
def films() -> tuple[FilmFacts, ...]:
    """Every film of the demo, oldest first, in a stable order."""
    text = resources.files("ouvreuse.ops.demo").joinpath("films.toml").read_text("utf-8")
    return tuple(_film(index, entry) for index, entry in enumerate(tomllib.loads(text)["film"], start=1))


def _film(index: int, entry: dict[str, Any]) -> FilmFacts:
    return FilmFacts(
        slug=entry["slug"],
        title=entry["title"],
        title_fr=entry["french"],
        year=entry["year"],
        directors=tuple(entry["directors"]),
        runtime=entry["runtime"],
        countries=tuple(entry["countries"]),
        language=entry["language"],
        actors=tuple(entry["cast"]),
        genres=tuple(entry["genres"]),
        synopsis_fr=entry["fr"],
        synopsis_en=entry["en"],
        visa=f"DEMO-{index:04d}",
        classification=entry.get("classification", "TP"),
        classification_is_real="classification" in entry,
        versions=tuple(_version(words, entry["language"]) for words in entry["versions"]),
        for_children=entry.get("children", False),
    )


def _version(words: str, language: str) -> VersionOffer:
    """From « VF SME », « VOSTFR 70mm » and the like. Raises ValueError on anything else."""
    kind, *flags = words.split()
    if kind not in ("VF", "VOSTFR", "MUET") or set(flags) - {"SME", "AD", "3D", "70mm"}:
        raise ValueError(f"unknown version {words!r}")
    captions = "SME" in flags
    read_fr = kind == "VOSTFR" or captions
    return VersionOffer(
        label="VFSTF" if captions and kind == "VF" else f"{kind}SME" if captions else kind,
        audio="fr" if kind == "VF" else language,
        subtitles=("fr",) if read_fr else (),
        original=kind != "VF" or language == "fr",
        captions=captions,
        audio_description="AD" in flags,
        format=next((flag for flag in flags if flag in ("3D", "70mm")), "2D"),
    )
