"""``{% blocktranslate %}`` whose words the language alone decides: its words as text, its variables between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.template import Context
from django.template.base import Node, TextNode, VariableNode, render_value_in_context
from django.templatetags.i18n import BlockTranslateNode
from django.utils.translation import gettext

_PLACE = re.compile(r"%(?:\((?P<name>\w+)\)s|(?P<percent>%))")


class Named(Node):
    """A variable of the page, by the one name a phrase knows it by; nothing when there is none."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        """As Django's own phrase does."""
        return render_value_in_context(context.get(self.name, ""), context)


def spoken(node: Node) -> list[Node] | None:
    """The nodes that say in the current language what a phrase says; None for what only a rendering can decide.

    That is a number (its plural), a context of its own, a result kept as a variable, a translation that asks for
    another variable than the phrase has.
    """
    if not isinstance(node, BlockTranslateNode):
        return None
    if node.countervar or node.asvar or node.message_context:
        return None
    message, names = node.render_token_list(node.singular)
    said = gettext(message)
    if set(re.findall(r"%\((\w+)\)", said)) - set(names) or "%" in _PLACE.sub("", said):
        return None
    return list(_parts(said, node))


def _parts(said: str, node: BlockTranslateNode) -> Iterator[Node]:
    end = 0
    for place in _PLACE.finditer(said):
        yield TextNode(said[end : place.start()])
        end = place.end()
        name = place["name"]
        if name is None:
            yield TextNode("%")
        elif name in node.extra_context:
            yield VariableNode(node.extra_context[name])
        else:
            yield Named(name)
    yield TextNode(said[end:])
