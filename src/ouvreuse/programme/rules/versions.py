"""How a film is shown: from `VOSTFR 3D` or `VF + AD` to facts, and back to one label."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ouvreuse.catalogue.rules.versions import subtitled
from ouvreuse.programme.errors import CellFault

from .cells import BadCell, shown
from .columns import plain

FORMATS = (
    "2D",
    "3D",
    "HFR",
    "4K",
    "70 mm",
    "35 mm",
    "16 mm",
    "IMAX",
    "IMAX 3D",
    "Dolby Cinema",
    "Dolby Atmos",
    "4DX",
    "ScreenX",
    "ICE",
    "Laser",
)
_FORMAT_OF = {plain(name).replace(" ", ""): name for name in FORMATS} | {
    "numerique": "2D",
    "digital": "2D",
    "dcp": "2D",
    "relief": "3D",
    "atmos": "Dolby Atmos",
    "dolby": "Dolby Cinema",
    "dolbyvision": "Dolby Cinema",
}
LANGUAGES = {
    "francais": "fr", "french": "fr", "anglais": "en", "english": "en", "italien": "it", "italian": "it",
    "allemand": "de", "german": "de", "espagnol": "es", "spanish": "es", "japonais": "ja", "japanese": "ja",
    "coreen": "ko", "korean": "ko", "chinois": "zh", "chinese": "zh", "mandarin": "zh", "russe": "ru",
    "russian": "ru", "portugais": "pt", "portuguese": "pt", "arabe": "ar", "arabic": "ar", "persan": "fa",
    "persian": "fa", "suedois": "sv", "swedish": "sv", "danois": "da", "danish": "da", "norvegien": "no",
    "norwegian": "no", "finnois": "fi", "finnish": "fi", "polonais": "pl", "polish": "pl", "turc": "tr",
    "turkish": "tr", "hebreu": "he", "hebrew": "he", "hindi": "hi", "neerlandais": "nl", "dutch": "nl",
    "grec": "el", "greek": "el", "roumain": "ro", "romanian": "ro", "hongrois": "hu", "hungarian": "hu",
    "tcheque": "cs", "czech": "cs", "muet": "zxx", "silent": "zxx", "sans dialogue": "zxx",
}  # fmt: skip
UNDETERMINED = "und"
SILENT = "zxx"  # ISO 639: no linguistic content
SUBTITLE_SUFFIX = {"": "fr", "F": "fr", "FR": "fr", "A": "en", "AN": "en", "ANG": "en", "EN": "en"}
_BARE = {
    **dict.fromkeys(("", "VF", "VFR", "FRENCH", "FR", "VERSIONFRANCAISE", "DUBBED", "DOUBLE"), "VF"),
    **dict.fromkeys(("VO", "VERSIONORIGINALE", "ORIGINAL", "OV"), "VO"),
    **dict.fromkeys(("MUET", "FILMMUET", "SILENT", "SILENTFILM"), "MUET"),
}
CAPTIONS = {"SME", "STSME", "SM", "STSM"}


@dataclass(frozen=True, slots=True)
class VersionSpec:
    """Facts of a version (domain 7.2). `audio` is BCP 47, `und` when the sheet doesn't say.

    `original` tells original from dubbed, as the weekly return needs; `label` is what the public reads,
    with `format` and `audio_description` apart.
    """

    label: str
    audio: str
    subtitles: tuple[str, ...]
    original: bool
    captions: bool
    audio_description: bool
    format: str


def film_format(words: str) -> str:
    """One of `FORMATS`, however written. Raises `BadCell`."""
    found = _FORMAT_OF.get(plain(words).replace(" ", ""))
    if found is None:
        raise BadCell(CellFault.FORMAT, {"value": shown(words), "known": ", ".join(FORMATS)})
    return found


def language(words: str) -> str:
    """A language code (BCP 47) from its name in French or English, or from the code itself."""
    bare = plain(words)
    if bare in LANGUAGES:
        return LANGUAGES[bare]
    if re.fullmatch(r"[a-z]{2,3}", bare):
        return bare
    raise BadCell(CellFault.VERSION, {"value": shown(words)})


def version_spec(words: str, *, format_words: str, language_words: str) -> VersionSpec:
    """Understand the three cells together; any may be empty.

    An empty version is a film shown as it is, in French; `VF` of a film whose original language is French
    is its original version, else it is dubbed.
    """
    spoken = language(language_words) if language_words else ""
    rest, found = _take_format(words)
    stated = film_format(format_words) if format_words else ""
    if found and stated and found != stated:
        raise BadCell(CellFault.FORMAT_TWICE, {"value": found, "other": stated})
    compact, described = _take_description(plain(rest).upper())
    base, subtitles, captions = _base(compact, words)
    if base == "MUET":
        audio, original = SILENT, True
    elif base == "VF":
        audio, original = "fr", spoken == "fr" or not words.strip()
    else:
        audio, original = spoken or UNDETERMINED, True
    return VersionSpec(
        label=_label(base, subtitles, captions=captions),
        audio=audio,
        subtitles=subtitles,
        original=original,
        captions=captions,
        audio_description=described,
        format=stated or found or "2D",
    )


def _take_format(words: str) -> tuple[str, str]:
    """Sheets often write `VF 3D` in one cell: the words left, and the format found."""
    tokens = re.split(r"[\s/+,()-]+", words.strip())
    left: list[str] = []
    found: list[str] = []
    for token in tokens:
        known = _FORMAT_OF.get(plain(token).replace(" ", "")) if token else None
        (found if known else left).append(known or token)
    names = list(dict.fromkeys(found))
    if set(names) == {"IMAX", "3D"}:
        names = ["IMAX 3D"]
    if len(names) > 1:
        raise BadCell(CellFault.FORMAT_TWICE, {"value": names[0], "other": names[1]})
    return " ".join(left), names[0] if names else ""


def _take_description(bare: str) -> tuple[str, bool]:
    compact = bare.replace("AUDIODESCRIPTION", "AD").replace("AUDIO DESCRIPTION", "AD")
    compact = (
        compact.replace("AUDIODESCRIBED", "AD").replace("AUDIODECRITE", "AD").replace("AUDIODECRIT", "AD")
    )
    words = compact.split()
    kept = [word for word in words if word != "AD"]
    joined = "".join(kept)
    glued = joined in ("VFAD", "VOAD")
    return joined.removesuffix("AD") if glued else joined, len(kept) < len(words) or glued


def _base(compact: str, words: str) -> tuple[str, tuple[str, ...], bool]:
    """`VF` or `VO`, the languages read, and whether captions for the deaf are shown."""
    if compact in _BARE:
        return _BARE[compact], (), False
    if match := re.fullmatch(r"(VF|VO)?(?:ST)*(SME|SM|SOURDSETMALENTENDANTS)", compact):
        return match[1] or "VF", ("fr",), True
    if compact in ("VFST", "VFSTF", "VFSTFR"):
        return "VF", ("fr",), True
    if match := re.fullmatch(r"(?:VO)?ST([A-Z]{0,3})(SME|SM)?", compact):
        code = SUBTITLE_SUFFIX.get(match[1]) or (match[1].lower() if len(match[1]) == 2 else "")
        if code:
            return "VO", (code,), match[2] is not None
    if compact in ("SUBTITLED", "OVSUB", "ORIGINALSUBTITLED", "VOSOUSTITREE"):
        return "VO", ("fr",), False
    raise BadCell(CellFault.VERSION, {"value": shown(words)})


def _label(base: str, subtitles: tuple[str, ...], *, captions: bool) -> str:
    if base == "MUET":
        return base
    if base == "VF":
        return "VFSTF" if captions else "VF"
    return subtitled("VO", subtitles, captions=captions)
