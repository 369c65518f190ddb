"""The guides do what they say: every step is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guides.guide import GUIDES, ROOT, guides, steps_of
from tests.guides.walker import Walker

LINK = re.compile(r"\]\(([^)#:]+)(?:#[\w-]*)?\)")
PAPERS = [ROOT / "README.md", ROOT / "README.fr.md", *sorted(ROOT.glob("docs/adr/*.md")), *guides()]


@pytest.mark.journey
@pytest.mark.parametrize("path", guides(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_guide_works(path: Path, scene: dict[str, str]) -> None:
    walker = Walker(scene, language=path.parent.name)
    for step in steps_of(path):
        try:
            walker.take(step)
        except AssertionError as problem:
            raise AssertionError(f"{path.relative_to(ROOT)}, line {step.line}: {problem}") from problem


@pytest.mark.unit
def test_each_guide_is_in_both_languages_with_the_same_steps() -> None:
    french, english = (
        {path.name: steps_of(path) for path in GUIDES.glob(f"{each}/*.md")} for each in ("fr", "en")
    )
    assert set(french) == set(english)
    assert len(french) >= 6
    for name, steps in french.items():
        assert [step.kind for step in steps] == [step.kind for step in english[name]], name


@pytest.mark.unit
@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_leads_nowhere(paper: Path) -> None:
    for target in LINK.findall(paper.read_text()):
        assert (paper.parent / target).exists(), f"{paper.name}: {target}"


@pytest.mark.unit
@pytest.mark.parametrize("paper", PAPERS[:2], ids=lambda path: path.name)
def test_the_readme_says_what_this_is_not(paper: Path) -> None:
    text = " ".join(paper.read_text().split())
    assert "CNC" in text
    assert "not homologated" in text or "pas homologué" in text
    for step in steps_of(paper):
        if step.kind == "sh":
            Walker({}).take(step)
