"""Templates, contracts, front end and translations: each check reports a planted fault."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.house.test_files import plant

from ouvreuse.project import frontend, translations
from ouvreuse.project.check import house, programs, templates
from ouvreuse.project.check.runner import Check, run

pytestmark = pytest.mark.unit


def test_all_checks_run_and_each_fault_is_told() -> None:
    said: list[str] = []

    def crash() -> list[str]:
        raise LookupError("oh")

    assert not run(
        [Check("crashing", crash), Check("clean", list), Check("faulty", lambda: ["a.py:1: bad"])],
        write=said.append,
    )
    text = "".join(said)
    assert "the check itself failed: LookupError: oh" in text
    assert "a.py:1: bad" in text
    assert "2 of 3 checks found faults" in text
    assert run([Check("clean", list)], write=said.append)


def test_a_warning_is_counted_and_named_and_fails_nothing() -> None:
    said: list[str] = []
    assert run([Check("length", list, warn=lambda: ["a.py: 400 lines"])], write=said.append)
    text = "".join(said)
    assert "1 warnings" in text
    assert "a.py: 400 lines" in text
    assert "1 checks, all clean" in text


def test_broken_templates_are_reported(tmp_path: Path) -> None:
    plant(tmp_path, "door/good.html", '{% extends "ui/base.html" %}{% block content %}{% endblock %}')
    assert list(templates.broken_templates(tmp_path)) == []
    plant(tmp_path, "door/syntax.html", "{% if %}")
    plant(tmp_path, "door/missing.html", '{% include "no/such.html" %}')
    faults = list(templates.broken_templates(tmp_path))
    assert [fault.split(":")[0] for fault in faults] == ["door/missing.html", "door/syntax.html"]


@pytest.mark.parametrize(
    "line",
    ["<p style='x'>", "<style>", "<script>alert(1)</script>", '<a onclick="x">', '<a href="javascript:x">'],
)
def test_inline_code_is_reported(tmp_path: Path, line: str) -> None:
    plant(
        tmp_path, "door/good.html", '<script type="module" src="/x.js"></script><p class="style">on = 1</p>'
    )
    plant(tmp_path, "room/mail/letter.html", '<p style="color: red">')
    assert list(templates.inline_code(tmp_path)) == []
    plant(tmp_path, "door/bad.html", f"\n{line}\n")
    assert [fault[:15] for fault in templates.inline_code(tmp_path)] == ["door/bad.html:2"]


def test_an_upward_import_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = (
        "[importlinter]\nroot_package = planted_house\n"
        "[importlinter:contract:floors]\nname = Floors\ntype = layers\nlayers =\n    planted_house.booking\n"
        "    planted_house.venues\n"
    )
    plant(tmp_path, ".importlinter", contract)
    for name in ("__init__", "booking", "venues"):
        plant(tmp_path, f"planted_house/{name}.py", "")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert programs.contracts(tmp_path) == []
    plant(tmp_path, "planted_house/venues.py", "import planted_house.booking\n")
    assert any(
        "planted_house.venues is not allowed to import" in line for line in programs.contracts(tmp_path)
    )


def test_style_and_format_faults_are_reported(tmp_path: Path) -> None:
    plant(tmp_path, "src/good.py", "x = 1\n")
    assert programs.style(tmp_path) == programs.python_format(tmp_path) == []
    plant(tmp_path, "src/bad.py", "import os\nx=1\n")
    assert any("F401" in line for line in programs.style(tmp_path))
    assert any("bad.py" in line for line in programs.python_format(tmp_path))


def test_no_python_of_ours_escapes(tmp_path: Path) -> None:
    """The launcher has no ending, and the pictures' script stands among the papers."""
    ours = [path.relative_to(frontend.ROOT) for path in house.files_of(frontend.ROOT)]
    python = [path for path in ours if path.suffix == ".py" or str(path) == house.LAUNCHER]
    assert len(python) > 100
    watched = [Path(name) for name in programs.PYTHON_FOLDERS]
    assert [str(path) for path in python if not any(path.is_relative_to(each) for each in watched)] == []
    plant(tmp_path, "ouvreuse", "import os\n")
    plant(tmp_path, "docs/screenshots/make.py", "x=1\n")
    assert any("F401" in line for line in programs.style(tmp_path))
    assert any("make.py" in line for line in programs.python_format(tmp_path))


def test_template_style_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "src/ouvreuse/good.html", "<p>words</p>\n")
    assert programs.template_style(tmp_path) == []
    plant(tmp_path, "src/ouvreuse/bad.html", '<p>words</div><img src="x.png">\n')
    assert any("H013" in line for line in programs.template_style(tmp_path))


def test_tags_out_of_format_are_reported_and_mended(tmp_path: Path) -> None:
    page = plant(tmp_path, "src/ouvreuse/page.html", "{% if a %}{{ b }}{% endif %}\n")
    assert programs.template_format(tmp_path) == []
    page.write_text("{%if a%}{{b}}{%endif%}\n")
    assert any("page.html" in line for line in programs.template_format(tmp_path))
    programs.write_template_format(tmp_path)
    assert page.read_text() == "{% if a %}{{ b }}{% endif %}\n"


# -- front end -------------------------------------------------------------------------------------------------


def test_entries_follow_the_rule(tmp_path: Path) -> None:
    package, workshop = tmp_path / "package", tmp_path / "workshop"
    workshop.mkdir()
    plant(package, "ui/styles/site.css", "")
    plant(package, "counter/door.ts", "")
    plant(package, "counter/scan/camera.ts", "")
    plant(package, "counter/sell/till.css", "")
    plant(package, "counter/scan/camera.css", "")
    entries = frontend.entries(package, workshop)
    assert sorted(entries) == ["counter.css", "door.js", "site.css"]
    gathered = entries["counter.css"].read_text()
    assert gathered.index("site.css") < gathered.index("camera.css") < gathered.index("till.css")
    assert gathered.count("layer(pages)") == 2
    plant(package, "storefront/door.ts", "")
    with pytest.raises(frontend.FrontendError, match="two scripts are called door"):
        frontend.entries(package, workshop)


def test_a_build_is_current_until_an_input_or_an_output_changes(tmp_path: Path) -> None:
    sheet = plant(tmp_path, "ui/styles/site.css", "a {}")
    before = frontend.fingerprint_of(frontend.sources(tmp_path), [])
    built = tmp_path / "built"
    assert not frontend.is_current(built, before)
    plant(built, "site-AAAAAAAA.css", "")
    plant(built, "manifest.json", json.dumps({"inputs": before, "files": {"site.css": "site-AAAAAAAA.css"}}))
    assert frontend.is_current(built, before)
    sheet.write_text("b {}")
    assert not frontend.is_current(built, frontend.fingerprint_of(frontend.sources(tmp_path), []))
    (built / "site-AAAAAAAA.css").unlink()
    assert not frontend.is_current(built, before)


def test_a_running_site_finds_its_files_after_a_build(tmp_path: Path) -> None:
    built, fresh = tmp_path / "built", tmp_path / "fresh"
    plant(built, "site-AAAAAAAA.css", "young")
    plant(built, "manifest.json", "old")
    ancient = plant(built, "site-BBBBBBBB.css", "ancient")
    os.utime(ancient, (0, 0))
    plant(fresh, "site-CCCCCCCC.css", "new")
    plant(fresh, "manifest.json", "new")
    frontend._put_in_place(fresh, built)
    assert {path.name: path.read_text() for path in built.iterdir()} == {
        "site-AAAAAAAA.css": "young",
        "site-CCCCCCCC.css": "new",
        "manifest.json": "new",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["built"]


# -- translations ----------------------------------------------------------------------------------------------


@pytest.fixture
def app(tmp_path: Path) -> Path:
    plant(tmp_path, "door/apps.py", "")
    plant(
        tmp_path,
        "door/page.html",
        '{% translate "Seats" %}{% blocktranslate %}Row {{ row }}{% endblocktranslate %}',
    )
    plant(
        tmp_path,
        "door/views.py",
        "ngettext('%(n)s seat', '%(n)s seats', n)\npgettext('shop', 'Till')\n_('Door')\n",
    )
    return tmp_path / "door"


def fill(app: Path, **words: str) -> None:
    path = translations.po_file(app)
    text = path.read_text()
    for english, french in words.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{french}"')
    plural = 'msgstr[0] "%(n)s place"\nmsgstr[1] "%(n)s places"'
    text = text.replace('msgstr[0] ""\nmsgstr[1] ""', plural)
    path.write_text(
        text.replace('msgid "Row %(row)s"\nmsgstr ""', 'msgid "Row %(row)s"\nmsgstr "Rang %(row)s"')
    )


def test_french_is_asked_for_and_complete_when_given(app: Path) -> None:
    assert len(translations.check(app.parent)) == 5
    assert translations.extract(app.parent) == [translations.po_file(app)]
    assert len(translations.check(app.parent)) == 5
    fill(app, Seats="Places", Till="Caisse", Door="Entrée")
    assert translations.check(app.parent) == []
    assert translations.extract(app.parent) == []
    assert translations.compile_all(app.parent) == 1
    assert translations.compile_all(app.parent) == 0


def test_a_new_message_keeps_the_others_and_a_gone_one_leaves(app: Path) -> None:
    translations.extract(app.parent)
    fill(app, Seats="Places", Till="Caisse", Door="Entrée")
    plant(app, "views.py", "ngettext('%(n)s seat', '%(n)s seats', n)\npgettext('shop', 'Till')\n_('Exit')\n")
    assert translations.check(app.parent) == [
        "door: no French for 'Exit'",
        "door: nobody says 'Door' any more",
    ]
    translations.extract(app.parent)
    assert translations.check(app.parent) == ["door: no French for 'Exit'"]


def test_wrong_placeholders_and_doubts_are_reported(app: Path) -> None:
    translations.extract(app.parent)
    fill(app, Seats="Places", Till="Caisse", Door="Entrée")
    path = translations.po_file(app)
    path.write_text(
        path.read_text()
        .replace("Rang %(row)s", "Rang %(rang)s")
        .replace('msgid "Seats"', '#, fuzzy\nmsgid "Seats"')
    )
    assert sorted(translations.check(app.parent)) == [
        "door: fuzzy: 'Seats'",
        "door: placeholders differ in the French of 'Row %(row)s'",
    ]
