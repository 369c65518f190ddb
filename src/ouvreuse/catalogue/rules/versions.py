"""The one label of a version, from its facts (domain 7.2)."""

from __future__ import annotations

from collections.abc import Sequence

FRENCH = "fr"
SILENT = "zxx"  # ISO 639: no linguistic content
SHORT = {"fr": "FR", "en": "A"}


def version_label(*, audio: str, subtitles: Sequence[str], original: bool, captions: bool) -> str:
    """``VF``, ``VO``, ``VOSTFR``, ``VFSTF``, ``VOSTFRSME``, ``MUET`` ...

    ``audio`` and ``subtitles`` are BCP 47; what is heard in French is VF, whether dubbed or not, as posters say.
    """
    if audio == SILENT:
        return "MUET"
    if audio == FRENCH:
        return "VFSTF" if captions else "VF"
    if not original:
        return f"V{audio.split('-', maxsplit=1)[0].upper()}"
    return subtitled("VO", subtitles, captions=captions)


def subtitled(base: str, subtitles: Sequence[str], *, captions: bool) -> str:
    """``VO`` with the language read: the first of them, which is the one that tells versions apart."""
    if not subtitles:
        return base
    first = subtitles[0].split("-")[0]
    return f"{base}ST{SHORT.get(first, first.upper())}{'SME' if captions else ''}"
