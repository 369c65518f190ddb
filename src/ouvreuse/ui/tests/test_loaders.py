"""What a language alone decides is written into a template once; what a page decides never is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.template import Context, Engine
from django.template.base import NodeList, TextNode
from django.template.loader_tags import IncludeNode
from django.utils.translation import override

from ouvreuse.ui import loaders
from ouvreuse.ui.loaders import PerLanguage

pytestmark = pytest.mark.unit
SOURCE = (
    '{% if late %}{% translate "Programme" %}{% else %}{% blocktranslate %}Programme{% endblocktranslate %}{% endif %}'
    '|{% for x in xs %}{% url "storefront:home" %}{{ x }}{% endfor %}'
    "|{% blocktranslate with x=late %}Pay {{ amount }}{% endblocktranslate %}|{% translate word %}"
)
BILL = 'From {% url "storefront:home" %} to the {{ here }}: {% translate "Programme" %}{{ nothing }}.'


@pytest.fixture
def engine() -> Engine:
    inner = [("django.template.loaders.locmem.Loader", {"page": SOURCE, "bill": BILL})]
    return Engine(loaders=[("ouvreuse.ui.loaders.PerLanguage", inner)], builtins=["django.templatetags.i18n"])


def said(engine: Engine, language: str, *, name: str = "page", **facts: object) -> str:
    with override(language):
        return engine.get_template(name).render(Context(facts))


def test_each_language_has_its_own_words_and_addresses(engine: Engine) -> None:
    facts = {"late": "<b>", "xs": [1, "&"], "amount": "<9>", "word": "Programme"}
    assert said(engine, "fr", **facts) == "Programme|/fr/1/fr/&amp;|Payer &lt;9&gt;|Programme"
    assert said(engine, "en", **facts) == "Programme|/en/1/en/&amp;|Pay &lt;9&gt;|Programme"
    assert said(engine, "fr", **facts | {"late": "", "xs": []}) == "Programme||Payer &lt;9&gt;|Programme"


def test_they_are_plain_text_once_compiled(engine: Engine) -> None:
    said(engine, "fr")
    [loader] = engine.template_loaders
    assert isinstance(loader, PerLanguage)
    [template] = loader.get_template_cache.values()
    kinds = [type(node) for node in template.nodelist.get_nodes_by_type(TextNode)]
    assert len(kinds) >= 4
    assert {type(node).__name__ for node in template.nodelist.get_nodes_by_type(object)}.isdisjoint(
        {"URLNode"}
    )


PARTS = {
    "outer": '{% for x in xs %}{% include "part" with y=x %}{% include "plain" %};{% endfor %}'
    '{% include any %}{% include "pla"|add:"in" %}',
    "part": '{% translate "Programme" %} {{ y }}{% include "plain" %}',
    "plain": "[{{ y }}{{ x }}]",
}


def test_what_is_included_by_name_stands_in_the_page() -> None:
    engine = Engine(
        loaders=[("ouvreuse.ui.loaders.PerLanguage", [("django.template.loaders.locmem.Loader", PARTS)])],
        builtins=["django.templatetags.i18n"],
    )
    plain = Engine(
        loaders=[("django.template.loaders.locmem.Loader", PARTS)], builtins=["django.templatetags.i18n"]
    )
    for facts in ({"xs": ["<a>", 2], "any": "plain"}, {"xs": [], "any": "part", "y": "&"}):
        assert said(engine, "fr", name="outer", **facts) == said(plain, "fr", name="outer", **facts)
    left = engine.get_template("outer").nodelist.get_nodes_by_type(IncludeNode)
    assert [str(node.template) for node in left] == ["any", '"pla"|add:"in"']


def test_a_page_is_whole_while_another_thread_compiles_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling, may_go_on, compiled = threading.Event(), threading.Event(), threading.Event()
    settle, first = loaders._settle, threading.Lock()

    def slowly(nodes: NodeList, plain: Context, engine: Engine) -> None:
        if first.acquire(blocking=False):
            compiling.set()
            assert may_go_on.wait(10)
        settle(nodes, plain, engine)

    def they_compile() -> str:
        try:
            return said(engine, "fr", name="bill", here="middle")
        finally:
            compiled.set()

    def in_the_middle() -> str:
        may_go_on.set()
        assert compiled.wait(10)
        return "middle"

    monkeypatch.setattr(loaders, "_settle", slowly)
    with ThreadPoolExecutor(1) as other:
        theirs = other.submit(they_compile)
        assert compiling.wait(10)
        ours = said(engine, "fr", name="bill", here=in_the_middle)
    whole = "From /fr/ to the middle: Programme."
    assert (ours, theirs.result()) == (whole, whole)
    assert said(engine, "fr", name="bill", here="middle") == whole
