"""The layout of templates: what is put right, and what must stay as it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.house.test_files import plant

from ouvreuse.project.check import layout

pytestmark = pytest.mark.unit

GOOD = """\
{% extends "ui/base.html" %}

{% block content %}
  <div class="a"
    title="{% translate "a > b" %}"
    hidden
  >
    {% if page.rows %}
      <seat-map
        data-want="1">
        <p>one<br>
          two</p>
    {% else %}
      <img src="x.png">
    {% endif %}
    <p>{% blocktranslate %}as
 written{% endblocktranslate %}</p>
    {% if page.rows %}</seat-map>{% endif %}
    <table><tr><td>
      {% for each in all %}
        {{ each }}
      {% empty %}
        <hr/>
      {% endfor %}
    </td></tr></table>
    <pre>
 typed
   as it is  
</pre>
    <style>
b { color: red }
    </style>
  </div>
{% endblock content %}
"""  # noqa: W291


def test_a_template_at_its_place_stays() -> None:
    assert layout.laid_out(GOOD) == GOOD


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ("<p>\na\n    </p>\n", "<p>\n  a\n</p>\n"),
        ("<p>a</p>  \n\n\n\n\t<b>b</b>\n\n\n", "<p>a</p>\n\n<b>b</b>\n"),
        ("{% if a %}\n<i>\nb\n</i>\n  {% else %}\nc{% endif %}",
         "{% if a %}\n  <i>\n    b\n  </i>\n{% else %}\n  c{% endif %}"),
        ("<ul>\n<li>a\n</ul>\nb", "<ul>\n  <li>a\n</ul>\nb"),
        ('<a href="x"\n      hidden\n>b</a>\nc', '<a href="x"\n  hidden\n>b</a>\nc'),
        ("<p>a\u00a0\n\u00a0b</p>", "<p>a\u00a0\n  \u00a0b</p>"),
        (" <b>first and last spaces are words' spaces</b> ", " <b>first and last spaces are words' spaces</b> "),
        ('<b title="as\n typed">x</b>', '<b title="as\n typed">x</b>'),
    ],
)  # fmt: skip
def test_lines_find_their_place(was: str, is_: str) -> None:
    assert layout.laid_out(was) == is_


PIECES = (
    "<p>", "</p>", "<b>", "</b>", "<br>", "<a href=\"{% url \"x\" %}\"\n hidden>", "</a>", "{% if a %}", "{% else %}",
    "{% endif %}", "{% for a in b %}", "{% endfor %}", "{{ a }}", "word", " ", "\n", "  \n", "\n\n\n   ", "<pre>\n  ",
    " \n</pre>", "{% blocktranslate %} \n", "\n {% endblocktranslate %}", "'", '"', "<", ">", "{# a #}", "\u00a0",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_words_keep_their_spaces_whatever_is_written(text: str) -> None:
    """No space comes or goes where there was none; twice is as once."""
    once = layout.laid_out(text)
    assert layout.laid_out(once) == once
    assert re.sub(r"[ \n]+", " ", once) == re.sub(r"[ \n]+", " ", text)


def test_misplaced_lines_are_named_and_put_in_place(tmp_path: Path) -> None:
    plant(tmp_path, "door/good.html", GOOD)
    letter = plant(tmp_path, "door/letter.txt", "{% if a %}\nb\n{% endif %}\n")
    bad = plant(tmp_path, "door/bad.html", "<p>\n  a\n  </p>\n")
    assert [fault[:15] for fault in layout.misplaced(tmp_path)] == ["door/bad.html:3"]
    layout.put_in_place(tmp_path)
    assert (list(layout.misplaced(tmp_path)), bad.read_text()) == ([], "<p>\n  a\n</p>\n")
    assert letter.read_text() == "{% if a %}\nb\n{% endif %}\n", "in plain text white space is read"
