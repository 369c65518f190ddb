"""A phrase says what Django makes of it, whatever stands in it, in either language."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.templatetags.i18n import BlockTranslateNode
from django.utils.safestring import mark_safe
from django.utils.translation import override

pytestmark = pytest.mark.unit
PLAIN = [
    "{% blocktranslate with amount=price|upper %}Pay {{ amount }}{% endblocktranslate %}",
    "{% blocktranslate %}Pay {{ amount }}{% endblocktranslate %}",
    "{% blocktranslate with amount=gone %}Pay {{ amount }}{% endblocktranslate %}{{ amount }}",
    "{% blocktranslate %}100 % of {{ price }}: {{ price }}{% endblocktranslate %}",
    "{% blocktranslate trimmed %}\n  two\n  lines {{ gone }}\n{% endblocktranslate %}",
    "{% blocktranslate %}Programme{% endblocktranslate %}",
    "{% for x in xs %}{% blocktranslate with n=forloop.counter %}{{ n }}:{{ x }} {% endblocktranslate %}{% endfor %}",
]
LEFT = [
    "{% blocktranslate count n=xs|length %}one{% plural %}{{ n }} of {{ price }}{% endblocktranslate %}",
    "{% blocktranslate asvar said %}Pay {{ amount }}{% endblocktranslate %}[{{ said }}]",
    '{% blocktranslate context "verb" %}Pay {{ amount }}{% endblocktranslate %}',
]
FACTS = {"price": "<9> %(x)s %%", "amount": mark_safe("<b>9</b>"), "xs": ["&", "b"]}


def engines(source: str) -> tuple[Engine, Engine]:
    inner = [("django.template.loaders.locmem.Loader", {"page": source})]
    builtins = ["django.templatetags.i18n"]
    return (
        Engine(loaders=inner, builtins=builtins),
        Engine(loaders=[("ouvreuse.ui.loaders.PerLanguage", inner)], builtins=builtins),
    )


@pytest.mark.parametrize("source", PLAIN + LEFT)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("autoescape", [True, False])
def test_a_phrase_says_what_django_makes_of_it(source: str, language: str, autoescape: bool) -> None:
    djangos, ours = engines(source)
    with override(language):
        said = [
            engine.get_template("page").render(Context(FACTS, autoescape=autoescape))
            for engine in (djangos, ours)
        ]
    assert said[0] == said[1]


@pytest.mark.parametrize("source", PLAIN + LEFT)
def test_no_phrase_is_translated_at_a_rendering_that_need_not_be(source: str) -> None:
    _, ours = engines(source)
    with override("fr"):
        left = ours.get_template("page").nodelist.get_nodes_by_type(BlockTranslateNode)
    assert bool(left) is (source in LEFT)


def test_a_translation_that_asks_for_what_is_not_there_is_left_to_django(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ouvreuse.ui import phrases

    monkeypatch.setattr(phrases, "gettext", lambda _: "Payer %(price)s")
    _, ours = engines("{% blocktranslate %}Pay {{ amount }}{% endblocktranslate %}")
    with override("fr"):
        assert ours.get_template("page").render(Context(FACTS)) == "Payer <b>9</b>"
