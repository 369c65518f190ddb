"""The checks of files find planted faults; without faults they say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ouvreuse.project.check import house

pytestmark = pytest.mark.unit


def plant(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_file_may_have_500_lines_and_no_more(tmp_path: Path) -> None:
    plant(tmp_path, "good.py", "x = 1\n" * 500)
    plant(tmp_path, "data.json", "1\n" * 900)
    assert list(house.long_files(tmp_path)) == []
    plant(tmp_path, "styles/long.css", "a {}\n" * 501)
    assert list(house.long_files(tmp_path)) == ["styles/long.css: 501 lines (at most 500)"]


def test_a_file_over_350_lines_is_named_without_being_a_fault(tmp_path: Path) -> None:
    plant(tmp_path, "good.py", "x = 1\n" * 350)
    plant(tmp_path, "too_long.py", "x = 1\n" * 501)
    assert list(house.growing_files(tmp_path)) == []
    plant(tmp_path, "growing.py", "x = 1\n" * 351)
    plant(tmp_path, "ouvreuse", "x = 1\n" * 400)
    assert list(house.growing_files(tmp_path)) == [
        "growing.py: 351 lines (cut at 350)",
        "ouvreuse: 400 lines (cut at 350)",
    ]


def test_a_function_may_have_60_lines_and_no_more(tmp_path: Path) -> None:
    plant(tmp_path, "good.py", "def short():\n" + "    x = 1\n" * 59)
    plant(tmp_path, "migrations/0001_a.py", "def long():\n" + "    x = 1\n" * 90)
    assert list(house.long_functions(tmp_path)) == []
    plant(tmp_path, "bad.py", "class A:\n    async def long(self):\n" + "        x = 1\n" * 60)
    assert list(house.long_functions(tmp_path)) == ["bad.py:2: long has 61 lines (at most 60)"]


@pytest.mark.parametrize("mark", ["TO" + "DO: later", "FIX" + "ME", "Lorem " + "ipsum dolor"])
def test_unfinished_work_is_found(tmp_path: Path, mark: str) -> None:
    plant(tmp_path, "good.md", "Todos los días, METHODO, a mastodon.\n")
    assert list(house.unfinished(tmp_path)) == []
    plant(tmp_path, "bad.html", f"<p>\n{mark}</p>\n")
    assert [fault.split(": ")[0] for fault in house.unfinished(tmp_path)] == ["bad.html:2"]


def test_addresses_of_registries_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in house.INDEX_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    plant(tmp_path, "lock.json", '{"esbuild": "0.28.2"}\n')
    plant(tmp_path, "own.lock", "--index-url https://packages.example.test/simple\n")
    assert list(house.registry_hosts(tmp_path)) == []
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:word@packages.example.test/simple")
    plant(tmp_path, "lock.json", '"resolved": "https://registry.' + 'npmjs.org/esbuild"\n')
    assert list(house.registry_hosts(tmp_path)) == [
        "lock.json:1: registry." + "npmjs.org",
        "own.lock:1: packages.example.test",
    ]


def test_binary_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "font.txt").write_bytes(b"\0\xff TO" + b"DO")
    assert list(house.unfinished(tmp_path)) == []


def migration(root: Path, app: str, name: str, *after: tuple[str, str]) -> None:
    text = f"class Migration:\n    dependencies = {list(after)!r}\n"
    plant(root, f"src/ouvreuse/{app}/migrations/{name}.py", text)


def test_migrations_stand_in_one_line(tmp_path: Path) -> None:
    migration(tmp_path, "venues", "0001_first")
    migration(tmp_path, "venues", "0002_second", ("venues", "0001_first"), ("accounts", "0001_first"))
    assert list(house.migrations_in_line(tmp_path)) == []
    migration(tmp_path, "venues", "0002_other", ("venues", "0001_first"))
    assert list(house.migrations_in_line(tmp_path)) == [
        "venues: 0002_other and 0002_second both follow 0001_first"
    ]
    migration(tmp_path, "venues", "0003_merge", ("venues", "0002_second"), ("venues", "0002_other"))
    assert "venues: 0003_merge merges 0002_other, 0002_second" in list(house.migrations_in_line(tmp_path))


def test_two_first_migrations_are_no_line(tmp_path: Path) -> None:
    migration(tmp_path, "venues", "0001_first")
    migration(tmp_path, "venues", "0001_rival")
    assert list(house.migrations_in_line(tmp_path)) == [
        "venues: 0001_first and 0001_rival both follow nothing"
    ]
