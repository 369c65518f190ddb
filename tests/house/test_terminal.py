"""What reaches the terminal stands in French and in English where it is said, with the same facts in both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ouvreuse

pytestmark = pytest.mark.unit
PACKAGE = Path(ouvreuse.__file__).parent
PROJECT = PACKAGE / "project"
ROOT = PACKAGE.parents[1]
# The check's own tables and the translations' are developers' tools, as their usage lines are.
DEVELOPERS = ("check", "tests", "translations.py")
SPOKEN = [
    ROOT / "ouvreuse",
    *(
        path
        for path in sorted(PROJECT.rglob("*.py"))
        if not {*path.relative_to(PROJECT).parts} & {*DEVELOPERS}
    ),
    *sorted((PACKAGE / "ops" / "management").rglob("*.py")),
    *(PACKAGE / "ops" / "demo" / name for name in ("selling.py", "upkeep.py")),
]
SPEAKERS = re.compile(
    r"(Refusal|CommandError|ClusterError|SystemUserError|ProgramsMissingError|BadEnvironment|FrontendError"
    r"|ArgumentTypeError|_?tell|say|step|_refuse|_pause|(stdout|stderr)\.write|self\._write)$"
)
PRINTED = ("help", "description")  # of arguments and commands
NO_WORDS = re.compile(
    r"(ouvreuse(: | up|$)|ouvreuse |--[a-z-]+|usage: python -m ouvreuse\.project\.frontend .*)", re.DOTALL
)


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def is_bilingual(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "bilingual"


def facts(text: ast.expr) -> set[str]:
    """The expressions in the braces of an f-string, and the marks of a template."""
    found = {ast.unparse(node.value) for node in ast.walk(text) if isinstance(node, ast.FormattedValue)}
    parts = [node.value for node in ast.walk(text) if isinstance(node, ast.Constant)]
    words = " ".join(part for part in parts if isinstance(part, str))
    return found | set(re.findall(r"%[sd]|%\(\w+\)s|--[a-z]+|[A-Z]+_[A-Z_]+", words))


def literals(node: ast.AST) -> Iterator[str]:
    """The words of an expression that nobody has said in two languages."""
    if is_bilingual(node) or isinstance(node, ast.Subscript | ast.Dict):  # keys are no words
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    inner = node.values if isinstance(node, ast.JoinedStr) else ast.iter_child_nodes(node)
    for child in inner:
        if not isinstance(child, ast.FormattedValue):
            yield from literals(child)


def bare(path: Path) -> Iterator[str]:
    """Words that reach the terminal in one language only."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        told: list[ast.expr] = []
        if isinstance(node, ast.Call):
            told += node.args[:1] if SPEAKERS.search(ast.unparse(node.func)) else []
            told += [keyword.value for keyword in node.keywords if keyword.arg in PRINTED]
        elif isinstance(node, ast.Assign) and any(ast.unparse(name) in PRINTED for name in node.targets):
            told.append(node.value)
        for words in (words for expression in told for words in literals(expression)):
            if re.search("[A-Za-z]{2}", NO_WORDS.sub("", words)):
                yield f"{path.name}, line {node.lineno}: {words!r}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_reaches_the_terminal_in_one_language(path: Path) -> None:
    assert list(bare(path)) == []


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_both_languages_say_the_same_facts(path: Path) -> None:
    for call in filter(is_bilingual, calls(path)):
        where = f"{path.name}, line {call.lineno}"
        texts = {keyword.arg: keyword.value for keyword in call.keywords}
        assert (call.args, sorted(texts, key=str)) == ([], ["en", "fr"]), where
        assert facts(texts["fr"]) == facts(texts["en"]), where
        if all(isinstance(text, ast.Constant | ast.JoinedStr) for text in texts.values()):
            assert ast.unparse(texts["fr"]) != ast.unparse(texts["en"]), where


def test_enough_is_looked_at() -> None:
    assert sum(1 for path in SPOKEN for call in calls(path) if is_bilingual(call)) > 150


@pytest.mark.parametrize(
    "source",
    [
        "raise Refusal('the port is taken')",
        "tell(f'  data: {folder}')",
        "self.stdout.write('done')",
        "parser.add_argument('--x', help='an option')",
        "class Command:\n    help = 'Do it.'",
        "progress.step('starting' if known else bilingual(fr='a', en='b'))",
    ],
)
def test_one_language_alone_is_seen(tmp_path: Path, source: str) -> None:
    path = tmp_path / "x.py"
    path.write_text(source)
    assert len(list(bare(path))) == 1
    path.write_text("tell(bilingual(fr=f'{a} : oui', en=f'{a}: yes'))")
    assert list(bare(path)) == []
