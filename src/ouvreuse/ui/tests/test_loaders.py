"""What a language alone decides is written into a template once; what a page decides never is."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.utils.translation import override

from ouvreuse.ui.loaders import PerLanguage

pytestmark = pytest.mark.unit
SOURCE = (
    '{% if late %}{% translate "Programme" %}{% else %}{% blocktranslate %}Programme{% endblocktranslate %}{% endif %}'
    '|{% for x in xs %}{% url "storefront:home" %}{{ x }}{% endfor %}'
    "|{% blocktranslate with x=late %}Pay {{ amount }}{% endblocktranslate %}|{% translate word %}"
)


@pytest.fixture
def engine() -> Engine:
    inner = [("django.template.loaders.locmem.Loader", {"page": SOURCE})]
    return Engine(loaders=[("ouvreuse.ui.loaders.PerLanguage", inner)], builtins=["django.templatetags.i18n"])


def said(engine: Engine, language: str, **facts: object) -> str:
    with override(language):
        return engine.get_template("page").render(Context(facts))


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
