"""A page that extends another says what Django would make of it, and is one list of nodes."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils.translation import override

pytestmark = pytest.mark.unit
PAGES = {
    "base": "<{% block title %}Ouvreuse{% endblock %}>{% if wide %}{% block side %}side{% endblock %}{% endif %}"
    "{% for x in xs %}{% block row %}{{ x }}{% block cell %}.{% endblock %}{% endblock %}{% empty %}none{% endfor %}"
    "{% block body %}{% endblock %}|{% block foot %}{{ place }}{% endblock %}",
    "frame": 'ignored{% extends "base" %}'.removeprefix("ignored")
    + "{% block body %}[{% block inner %}{% endblock %}]{% endblock %}{% block side %}frame{% endblock %}",
    "page": '{% extends "frame" %}{% block title %}{% translate "Programme" %}{% endblock %}out'
    "{% block inner %}{{ place }}{% endblock %}{% block cell %}!{% endblock %}",
    "deep": '{% extends "page" %}{% block inner %}{% if wide %}{{ wide }}{% endif %}{% endblock %}',
    "again": '{% extends "frame" %}{% block body %}{{ place }}{% block inner %}new{% endblock %}{% endblock %}',
    "names": '{% extends "base" %}{% block title %}{% translate "Programme" as place %}{{ place }}{% endblock %}'
    '{% block body %}{% url "storefront:home" as place %}{{ place }}{% endblock %}',
    "super": '{% extends "frame" %}{% block side %}{{ block.super }}+{% endblock %}',
    "chosen": "{% extends which %}{% block inner %}chosen{% endblock %}",
    "of chosen": '{% extends "chosen" %}{% block side %}of chosen{% endblock %}',
    "of super": '{% extends "super" %}{% block inner %}of super{% endblock %}',
    "with": '{% extends "base" %}{% block body %}{% with place="here" %}{{ place }}{% endwith %}{{ place }}'
    "{% endblock %}",
    "sees": '{% extends "base" %}{% block body %}{{ block.name }}{% endblock %}',
}
FACTS = [
    {"place": "<there>", "wide": 1, "xs": "ab", "which": "frame"},
    {"place": "", "wide": 0, "xs": "", "which": "page"},
]


def engine(*loaders: object) -> Engine:
    return Engine(loaders=list(loaders), builtins=["django.templatetags.i18n"])


DJANGOS = ("django.template.loaders.locmem.Loader", PAGES)


@pytest.mark.parametrize("order", [list(PAGES), list(reversed(PAGES))])
def test_every_page_says_what_django_makes_of_it(order: list[str]) -> None:
    """Whichever is compiled first, and again after all the others were."""
    plain, ours = engine(DJANGOS), engine(("ouvreuse.ui.loaders.PerLanguage", [DJANGOS]))
    for language in ("fr", "en", "fr"):
        with override(language):
            for name in order:
                for facts in FACTS:
                    wanted = plain.get_template(name).render(Context(facts))
                    assert ours.get_template(name).render(Context(facts)) == wanted, (name, language)


def test_a_page_is_one_list_of_nodes() -> None:
    ours = engine(("ouvreuse.ui.loaders.PerLanguage", [DJANGOS]))
    with override("fr"):
        page = ours.get_template("page")
    assert not page.nodelist.get_nodes_by_type(ExtendsNode)
    assert not [node for node in page.nodelist if isinstance(node, BlockNode)]
    first = page.nodelist[0]
    assert isinstance(first, TextNode)
    assert first.s == "<Programme>"


def test_a_fault_is_reported_where_it_stands() -> None:
    """The page of an error shows the line of the template: it must be the right one."""
    pages = {
        "base": "one\n{% block body %}{% endblock %}",
        "page": '{% extends "base" %}\n\n{% block body %}{{ x.y }}{% endblock %}',
    }

    class Faulty:
        @property
        def y(self) -> str:
            raise RuntimeError("faulty")

    ours = Engine(
        loaders=[("ouvreuse.ui.loaders.PerLanguage", [("django.template.loaders.locmem.Loader", pages)])],
        debug=True,
    )
    with pytest.raises(RuntimeError) as found:
        ours.get_template("page").render(Context({"x": Faulty()}))
    told = found.value.template_debug  # type: ignore[attr-defined]
    assert (told["name"], told["line"]) == ("page", 3)
