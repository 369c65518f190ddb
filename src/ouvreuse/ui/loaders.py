"""Templates are compiled once per language: what it alone decides is written into them then, and what they include."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template import Context, Engine, Origin, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import URLNode, WithNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from ouvreuse.ui.inherited import inherit, joined, placed
from ouvreuse.ui.phrases import spoken


class Settled(BaseLoader):
    """Writes into a template what the language decides, before anybody else can see the template."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        plain = Context()
        with plain.bind_template(template):
            _settle(template.nodelist, plain, template.engine)
            if not skip:  # a parent that Django looks for itself must still have its blocks
                inherit(template, template.engine)
        return template


class PerLanguage(cached.Loader, Settled):
    """Django's cached loader with a place for each language; what it keeps comes from ``Settled``.

    A page has some forty translated words and a dozen addresses that are the same at every rendering.
    """

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        sought = "parent" if skip else "page"
        return f"{get_language()}:{sought}:{super().cache_key(template_name, skip)}"


def _settle(nodes: NodeList, plain: Context, engine: Engine) -> None:
    settled: list[Node] = []
    for node in nodes:
        now = _included(node, engine)
        if now is None:
            for inner in _lists(node):
                _settle(inner, plain, engine)
            now = [TextNode(str(node.render(plain)))] if _is_settled(node) else spoken(node) or [node]
            now = [each if each is node else placed(each, node) for each in now]
        settled += now
    nodes[:] = joined(settled)


def _lists(node: Node) -> Iterator[NodeList]:
    for name in getattr(node, "child_nodelists", ()):
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner
    for _, inner in getattr(node, "conditions_nodelists", ()):
        yield inner


def _included(node: Node, engine: Engine) -> list[Node] | None:
    """What a template included by its name says, itself settled: a page that is drawn looks up and enters none."""
    if not isinstance(node, IncludeNode) or node.isolated_context or node.template.filters:
        return None
    if not isinstance(node.template.var, str):
        return None
    inner = engine.get_template(node.template.var).nodelist
    if not node.extra_context:
        return list(inner)
    return [placed(WithNode("", "", inner, extra_context=node.extra_context), node)]


def _is_settled(node: Node) -> bool:
    """Whether nothing but the language decides what the node says."""
    if isinstance(node, TranslateNode):
        return node.asvar is None and node.message_context is None and _literal(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _literal(node.path)
    if isinstance(node, URLNode):
        return node.asvar is None and not node.args and not node.kwargs and _literal(node.view_name)
    return False


def _literal(expression: FilterExpression) -> bool:
    variable: Any = expression.var
    return not expression.filters and (isinstance(variable, str) or variable.literal is not None)
