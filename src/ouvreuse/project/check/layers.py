"""What imports cannot show: foreign keys and jobs that point upward, unknown jobs, errors without words."""

from __future__ import annotations

import ast
import configparser
import importlib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

GROUND = -1  # Django's own tables lie below every room


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key (or many-to-many) from a table to a table's room."""

    field: str
    room: str
    target: str
    hidden: bool


class Job(NamedTuple):
    """A job's name where it is made or deferred; the name is empty when it is not written out."""

    name: str
    room: str
    where: str


def ranks(root: Path) -> dict[str, int]:
    """Each room's and door's floor, 0 the lowest, as the import contract orders them."""
    contract = configparser.ConfigParser()
    contract.read(root / ".importlinter")
    floors = contract["importlinter:contract:floors"]["layers"].split("\n")
    layers = [floor.strip() for floor in floors if floor.strip()]
    return {
        room.strip().strip("()"): len(layers) - 1 - index
        for index, layer in enumerate(layers)
        for room in layer.split("|")
    }


def upward_relations(relations: Iterable[Relation], rank: Mapping[str, int]) -> Iterator[str]:
    """Foreign keys to a higher room, or to a neighbour that must not be known."""
    for relation in relations:
        here, there = rank[relation.room], rank.get(relation.target, GROUND)
        if relation.room != relation.target and there >= here:
            yield f"{relation.field} points up to {relation.target}"


def visible_relations(relations: Iterable[Relation]) -> Iterator[str]:
    """Foreign keys to another room that add an attribute to its models."""
    for relation in relations:
        if relation.room != relation.target and not relation.hidden:
            yield f'{relation.field} needs related_name="+"'


def relations_of_models() -> list[Relation]:
    """Every relation between tables of ours and any table. Needs Django's apps."""
    from django.apps import apps
    from django.db.models.fields.related import RelatedField

    return [
        Relation(
            field=str(field),
            room=config.name.rpartition(".")[2],
            target=field.related_model._meta.app_label,
            hidden=field.remote_field.hidden,
        )
        for config in apps.get_app_configs()
        if config.name.startswith("ouvreuse.")
        for model in config.get_models(include_auto_created=False)
        for field in model._meta.get_fields()
        if isinstance(field, RelatedField)
        and not isinstance(field.related_model, str)
        and field.model is model
    ]


def unknown_jobs(package: Path) -> Iterator[str]:
    """Jobs deferred under a name that no task has, or under a name that is not written out."""
    made = {job.name for job in jobs_made(package)}
    for job in jobs_deferred(package):
        if not job.name:
            yield f"{job.where}: write the job's name out"
        elif job.name not in made and not job.name.startswith("builtin:"):
            yield f"{job.where}: no job is called {job.name}"


def upward_jobs(package: Path, rank: Mapping[str, int]) -> Iterator[str]:
    """Jobs deferred to a higher room than one's own; tasks named after another room than theirs."""
    for job in jobs_deferred(package):
        target = job.name.partition(".")[0]
        if job.name and target != job.room and rank.get(target, GROUND) >= rank.get(job.room, GROUND):
            yield f"{job.where}: {job.room} defers {job.name}, a job above it"
    for job in jobs_made(package):
        if job.name.partition(".")[0] != job.room:
            yield f"{job.where}: {job.name} must be named after its room, {job.room}"


def jobs_made(package: Path) -> list[Job]:
    """Every task with a written name: ``@app.task(name="room.verb")``."""
    return [
        Job(name, room, where)
        for room, where, call in _calls(package, "task")
        for name in [_text(next((word.value for word in call.keywords if word.arg == "name"), None))]
        if name
    ]


def jobs_deferred(package: Path) -> list[Job]:
    """Every job deferred by name: ``configure_task("room.verb", …)``."""
    return [
        Job(_text(call.args[0] if call.args else _keyword(call, "name")), room, where)
        for room, where, call in _calls(package, "configure_task")
    ]


def unsaid_errors(package: Path) -> Iterator[str]:
    """Errors whose code has no words, or words that lack a language, in each room that has ``errors``."""
    for folder in sorted(path for path in package.iterdir() if any(path.glob("errors*"))):
        room = f"{package.name}.{folder.name}"
        if room.endswith(".project"):
            continue
        codes = set(error_codes(f"{room}.errors"))
        if not codes:
            continue
        words = getattr(importlib.import_module(f"{room}.words"), "WORDS", {})
        for code in sorted(codes - set(words)):
            yield f"{folder.name}: no words for {code}"
        for code, said in words.items():
            if len(said) != 2 or not all(isinstance(word, str) and word.strip() for word in said):
                yield f"{folder.name}: the words of {code} are not (French, English)"


def error_codes(module: str) -> Iterator[str]:
    """The codes of a module's own exceptions."""
    errors = importlib.import_module(module)
    for _name, found in inspect.getmembers(errors, inspect.isclass):
        if issubclass(found, Exception) and found.__module__.startswith(module):
            code = getattr(found, "code", None)
            if isinstance(code, str):
                yield code


def _calls(package: Path, method: str) -> Iterator[tuple[str, str, ast.Call]]:
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        if len(parts) < 2 or "tests" in parts or path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(), str(path))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == method
            ):
                yield parts[0], f"{path.relative_to(package)}:{node.lineno}", node


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
