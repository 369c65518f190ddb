"""Words of the pages: ``python -m ouvreuse.project.translations extract|compile|check``.

Messages are written in English in templates and Python; each app folder keeps its French in
``locale/fr/LC_MESSAGES/django.po``. Babel and enmerkar do the work, so no gettext program is needed.
"""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "fr"
TEMPLATES = (".html", ".txt")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
SKIPPED_FOLDERS = frozenset({"tests", "migrations", "static", "locale"})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def apps(package: Path = PACKAGE) -> list[Path]:
    """The app folders, in the order of names."""
    return sorted(path for path in package.iterdir() if (path / "apps.py").exists())


def po_file(app: Path) -> Path:
    """Where an app keeps its French."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def messages_in(app: Path) -> Catalog:
    """Every message an app's templates and Python say, in English."""
    catalog = Catalog(locale=LANGUAGE, fuzzy=False)
    for path in _sources(app):
        with path.open("rb") as file:
            method = _template_extractor() if path.suffix in TEMPLATES else "python"
            found = extract_messages(method, file, keywords=KEYWORDS, options={"encoding": "utf-8"})
            for _line, message, _comments, context in found:
                catalog.add(message, context=context)
    return catalog


def read_catalog(app: Path) -> Catalog:
    """An app's French as committed; empty when there is none."""
    path = po_file(app)
    if not path.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    return read_po(io.BytesIO(path.read_bytes()), locale=LANGUAGE)


def extract(package: Path = PACKAGE, *, names: Sequence[str] = ()) -> list[Path]:
    """Bring every po file up to its sources, new messages empty, gone ones dropped; the changed files.

    With ``names``, of these app folders only.
    """
    changed = []
    for app in apps(package):
        if names and app.name not in names:
            continue
        said, known = messages_in(app), read_catalog(app)
        if not len(said) and not po_file(app).exists():
            continue
        for message in known:
            if message.id and (kept := said.get(_key(message), message.context)) is not None:
                kept.string = message.string
        content = _as_po(said)
        path = po_file(app)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def compile_all(package: Path = PACKAGE) -> int:
    """Make the ``.mo`` files that are missing or older than their ``.po``; how many were made."""
    made = 0
    for po in sorted(package.glob("*/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        fresh = mo.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, read_po(io.BytesIO(po.read_bytes())))
        fresh.replace(mo)
        made += 1
    return made


def check(package: Path = PACKAGE) -> list[str]:
    """What is missing, doubtful or left over in the French of each app; empty when complete."""
    return [f"{app.name}: {fault}" for app in apps(package) for fault in _faults(app)]


def _faults(app: Path) -> Iterator[str]:
    said, known = messages_in(app), read_catalog(app)
    for message in said:
        if message.id:
            translated = known.get(_key(message), message.context)
            if translated is None or not all(_strings(translated)):
                yield f"no French for {_key(message)!r}"
            elif translated.fuzzy:
                yield f"fuzzy: {_key(message)!r}"
            elif not _same_placeholders(translated):
                yield f"placeholders differ in the French of {_key(message)!r}"
    for message in known:
        if message.id and said.get(_key(message), message.context) is None:
            yield f"nobody says {_key(message)!r} any more"
    for message in known.obsolete.values():
        yield f"obsolete: {_key(message)!r}"


@cache
def _template_extractor() -> Callable[..., Any]:
    """enmerkar's reader of templates, loaded past its package, which asks for a part setuptools lost."""
    package = importlib.util.find_spec("enmerkar")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("enmerkar is missing; install the locked requirements first")
    path = Path(package.submodule_search_locations[0]) / "extract.py"
    spec = importlib.util.spec_from_file_location("enmerkar_extract", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    extractor: Callable[..., Any] = module.extract_django
    return extractor


def _sources(app: Path) -> list[Path]:
    return sorted(
        path
        for path in app.rglob("*")
        if path.suffix in (".py", *TEMPLATES)
        and path.is_file()
        and not SKIPPED_FOLDERS & set(path.relative_to(app).parts)
    )


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else message.id


def _strings(message: Message) -> Sequence[str]:
    return message.string if isinstance(message.string, list | tuple) else (message.string or "",)


def _same_placeholders(message: Message) -> bool:
    """Each French form uses only what English offers, and the last (the plural) uses all of it."""
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    offered = set(PLACEHOLDER.findall(" ".join(ids)))
    forms = [set(PLACEHOLDER.findall(form)) for form in _strings(message)]
    return all(form <= offered for form in forms) and forms[-1] == offered


def _as_po(catalog: Catalog) -> bytes:
    content = io.BytesIO()
    catalog.header_comment = (
        "# French words of this folder. Written by ``translations extract``, filled in by hand."
    )
    write_po(content, catalog, width=0, no_location=True, sort_output=True, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
    )
    return header.encode() + content.getvalue()


def main(arguments: Sequence[str]) -> int:
    """``extract``, ``compile`` or ``check``."""
    match list(arguments):
        case ["extract", *names]:
            for path in extract(names=names):
                sys.stdout.write(f"{path.relative_to(PACKAGE)}\n")
            return 0
        case ["compile"]:
            compile_all()
            return 0
        case ["check"]:
            faults = check()
            sys.stdout.write("".join(f"{fault}\n" for fault in faults))
            return 1 if faults else 0
        case _:
            sys.stderr.write("usage: python -m ouvreuse.project.translations extract [app…]|compile|check\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
