"""Decision 0020 against what is declared and what the installed packages say of themselves."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, distribution

import pytest

from tests.guides.states import ROOT

pytestmark = pytest.mark.unit
ROW = re.compile(r"^\| `([\w-]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
SPELLINGS = {
    "BSD-3-Clause": ("BSD",),
    "BSD-2-Clause": ("BSD",),
    "MPL-2.0": ("MPL-2.0",),
    "MIT": ("MIT", "Permission is hereby granted, free of charge"),
}
ALLOWED = ("MIT", "BSD", "Apache-2.0", "MPL-2.0", "LGPL-3.0-only")


def listed() -> dict[str, str]:
    """Name and licence of each row of the decision."""
    (page,) = (ROOT / "docs" / "adr").glob("0020-*.md")
    rows = ROW.findall(page.read_text())
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: licence for name, _, licence in rows}


def declared() -> dict[str, str]:
    """Each direct dependency and its group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"run": project["dependencies"], **project["optional-dependencies"]}
    return {re.match(r"[\w-]+", line)[0].lower(): group for group, lines in groups.items() for line in lines}  # type: ignore[index]


def test_every_dependency_has_its_reason_and_no_reason_its_lack() -> None:
    assert set(listed()) == set(declared())


def test_what_runs_may_be_used_with_our_licence() -> None:
    for name, group in declared().items():
        if group != "dev":
            assert listed()[name].startswith(ALLOWED), name


@pytest.mark.parametrize("name", sorted(declared()))
def test_the_licence_is_what_the_package_says(name: str) -> None:
    try:
        installed = distribution(name)
    except ModuleNotFoundError:
        assert declared()[name] == "https", f"{name} is not installed"
        return
    licence = listed()[name]
    assert any(word in _own_words(installed) for word in SPELLINGS.get(licence, (licence,)))


def _own_words(installed: Distribution) -> str:
    """Everything the package says of its licence."""
    facts = installed.metadata
    texts = [
        facts.get("License-Expression", ""),
        facts.get("License", ""),
        *(facts.get_all("Classifier") or []),
    ]
    if not facts.get("License-Expression"):
        texts += [file.read_text() for file in installed.files or [] if file.name.startswith("LICENSE")]
    return "\n".join(filter(None, texts))
