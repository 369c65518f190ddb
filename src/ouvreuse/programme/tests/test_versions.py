"""Silent films and captions are written alike by the demo, by spreadsheets and by the catalogue."""

from __future__ import annotations

import pytest

from ouvreuse.programme.rules import version_spec

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("words", ["MUET", "muet", "Silent", "film muet"])
def test_a_silent_film_has_no_language(words: str) -> None:
    spec = version_spec(words, format_words="", language_words="")
    assert (spec.label, spec.audio, spec.original, spec.captions) == ("MUET", "zxx", True, False)


def test_french_with_captions_keeps_its_label() -> None:
    assert (
        version_spec("VF SME", format_words="", language_words="").label
        == version_spec("VFSTF", format_words="", language_words="").label
        == "VFSTF"
    )
