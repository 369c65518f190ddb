"""A page that extends another becomes one list of nodes when it is compiled, not at every rendering.

Django walks through the parent and makes each block anew for each page. Here the parent is known by name, so that
what each block says is known too. Nothing that a compiled parent holds is changed: another thread may be drawing it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.template import Engine, Template
from django.template.base import Node, NodeList, TextNode
from django.template.loader_tags import BlockNode, ExtendsNode

# Tags that leave a variable behind keep it to their block: such a block stays one.
_LEAVES = ("asvar", "target_var", "varname", "variable_name", "var_name", "variable")


def inherit(template: Template, engine: Engine) -> None:
    """Write the parent's nodes into a compiled template that extends it; what can't be is left to Django."""
    extends = next((node for node in template.nodelist if not isinstance(node, TextNode)), None)
    if not isinstance(extends, ExtendsNode) or "block." in template.source:
        return
    said: Any = extends.parent_name
    name = said.var
    if not isinstance(name, str) or said.filters or name == template.name:
        return
    parent: Any = engine.get_template(name)
    whole = getattr(parent, "whole", parent.nodelist)
    if any(isinstance(node, ExtendsNode) for node in whole):
        return
    mine: Any = template
    mine.whole = _composed(whole, extends.blocks)
    template.nodelist = joined(_opened(mine.whole))


def joined(nodes: list[Node]) -> NodeList:
    """The nodes as a new list, neighbouring texts as one."""
    made = NodeList()
    for node in nodes:
        before = made[-1] if made else None
        if isinstance(node, TextNode) and isinstance(before, TextNode):
            made[-1] = placed(TextNode(before.s + node.s), before)
        else:
            made.append(node)
    return made


def placed(node: Node, at: Node) -> Node:
    """The node, with the place in the source that errors are reported at."""
    node.token, node.origin = at.token, at.origin
    return node


def _composed(nodes: NodeList, blocks: Mapping[str, BlockNode]) -> NodeList:
    """The same nodes, each block with what the child says for it."""
    made = NodeList()
    for node in nodes:
        if isinstance(node, BlockNode):
            said = blocks.get(node.name, node)
            made.append(placed(BlockNode(node.name, _composed(said.nodelist, blocks)), said))
        elif node.get_nodes_by_type(BlockNode):
            made.append(_holding(node, blocks))
        else:
            made.append(node)
    return made


def _holding(node: Node, blocks: Mapping[str, BlockNode]) -> Node:
    """A node with blocks somewhere inside, copied."""
    made: Any = copy.copy(node)
    for name in node.child_nodelists:
        if name in vars(node):
            setattr(made, name, _composed(vars(node)[name], blocks))
    if hasattr(node, "conditions_nodelists"):
        made.conditions_nodelists = [
            (condition, _composed(inner, blocks)) for condition, inner in node.conditions_nodelists
        ]
    return made  # type: ignore[no-any-return]


def _opened(nodes: NodeList) -> list[Node]:
    """The nodes with what stands in blocks among them."""
    made: list[Node] = []
    for node in nodes:
        if isinstance(node, BlockNode) and not _leaves_a_variable(node):
            made += _opened(node.nodelist)
        else:
            made.append(node)
    return made


def _leaves_a_variable(block: BlockNode) -> bool:
    return any(getattr(node, name, None) for node in block.get_nodes_by_type(Node) for name in _LEAVES)
