"""Every template compiles with Django, and none carries what the content security policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*(?:\bsrc=|type=\"application/(?:ld\+)?json))",
    re.IGNORECASE,
)


def page_templates(package: Path) -> list[Path]:
    """Templates of pages and mails, in the order of paths."""
    found = [path for suffix in ("html", "txt") for path in package.rglob(f"*.{suffix}")]
    return sorted(path for path in found if not {"static", "tests"} & set(path.parts))


def broken_templates(package: Path) -> Iterator[str]:
    """Templates that Django refuses to compile, or that name one which is not there. Needs Django's apps."""
    from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader_tags import ExtendsNode, IncludeNode

    engine = Engine.get_default()
    for path in page_templates(package):
        where = path.relative_to(package)
        try:
            nodes = engine.from_string(path.read_text()).nodelist
            for node in (*nodes.get_nodes_by_type(ExtendsNode), *nodes.get_nodes_by_type(IncludeNode)):
                named = getattr(
                    getattr(node, "parent_name", None) or getattr(node, "template", None), "var", None
                )
                if isinstance(named, str):
                    engine.get_template(named)
        except TemplateSyntaxError as problem:
            yield f"{where}: {problem}"
        except TemplateDoesNotExist as problem:
            yield f"{where}: there is no template {problem}"


def inline_code(package: Path) -> Iterator[str]:
    """Inline styles and scripts in pages (mails need inline styles and are left alone)."""
    for path in page_templates(package):
        if path.suffix == ".html" and "mail" not in path.parts:
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if match := INLINE.search(line):
                    yield f"{path.relative_to(package)}:{number}: {match[0].strip()}"
