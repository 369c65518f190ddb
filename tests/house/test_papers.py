"""Papers that name what the code has: the map, the budgets, the locks."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from ouvreuse.project import frontend
from ouvreuse.project.check import house, layers

pytestmark = pytest.mark.unit
ROOT = frontend.ROOT


def test_the_map_shows_every_floor() -> None:
    named = set(re.findall(r"`([a-z]+)`", (ROOT / "docs" / "map.md").read_text()))
    assert set(layers.ranks(ROOT)) <= named
    folders = {path.parent.name for path in frontend.PACKAGE.glob("*/__init__.py")}
    assert folders == set(layers.ranks(ROOT))


def test_the_map_leads_somewhere() -> None:
    text = (ROOT / "docs" / "map.md").read_text()
    for link in re.findall(r"\]\(([a-z0-9/_.-]+)\)", text):
        assert (ROOT / "docs" / link).exists(), link
    for path in re.findall(r"`((?:booking|fiscal|kernel|pricing|project|ui)/[\w/.]*)`", text):
        assert (frontend.PACKAGE / path).exists(), path


def test_sizes_are_those_of_the_budgets() -> None:
    budgets = tomllib.loads((ROOT / "docs" / "budgets.toml").read_text())
    assert budgets["house"]["file_lines_warn"] == house.LONG_FILE
    assert budgets["house"]["file_lines_stop"] == house.LONGEST_FILE
    assert budgets["house"]["function_lines_stop"] == house.LONGEST_FUNCTION


def test_the_lock_names_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: facts for name, facts in packages.items() if name}
    assert "node_modules/esbuild" in locked
    for name, facts in locked.items():
        assert "resolved" not in facts, name
        assert facts["integrity"].startswith("sha512-"), name
