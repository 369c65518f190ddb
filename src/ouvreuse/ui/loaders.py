"""Templates are compiled once per language: what a language alone decides is written into them then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template import Context, Origin, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import URLNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import get_language


class Settled(BaseLoader):
    """Writes into a template what the language decides, before anybody else can see the template."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        plain = Context()
        with plain.bind_template(template):
            for nodes in _lists(template.nodelist):
                _settle(nodes, plain)
        return template


class PerLanguage(cached.Loader, Settled):
    """Django's cached loader with a place for each language; what it keeps comes from ``Settled``.

    A page has some forty translated words and a dozen addresses that are the same at every rendering.
    """

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{get_language()}:{super().cache_key(template_name, skip)}"


def _lists(nodes: NodeList) -> Iterator[NodeList]:
    yield nodes
    for node in nodes:
        for name in getattr(node, "child_nodelists", ()):
            inner = getattr(node, name, None)
            if isinstance(inner, NodeList):
                yield from _lists(inner)
        for _, inner in getattr(node, "conditions_nodelists", ()):
            yield from _lists(inner)


def _settle(nodes: NodeList, plain: Context) -> None:
    settled: list[Node] = []
    for node in nodes:
        now = TextNode(str(node.render(plain))) if _is_settled(node) else node
        if isinstance(now, TextNode) and settled and isinstance(settled[-1], TextNode):
            settled[-1] = TextNode(settled[-1].s + now.s)
            continue
        if now is not node:
            now.token, now.origin = node.token, node.origin
        settled.append(now)
    nodes[:] = settled


def _is_settled(node: Node) -> bool:
    """Whether nothing but the language decides what the node says."""
    if isinstance(node, TranslateNode):
        return node.asvar is None and node.message_context is None and _literal(node.filter_expression)
    if isinstance(node, URLNode):
        return node.asvar is None and not node.args and not node.kwargs and _literal(node.view_name)
    if isinstance(node, BlockTranslateNode):
        free = not (node.extra_context or node.countervar or node.asvar or node.message_context)
        return free and all(token.token_type.name == "TEXT" for token in node.singular)
    return False


def _literal(expression: FilterExpression) -> bool:
    variable: Any = expression.var
    return not expression.filters and (isinstance(variable, str) or variable.literal is not None)
