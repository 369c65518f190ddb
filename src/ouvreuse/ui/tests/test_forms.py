"""The input drawn here against Django's own templates of it."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from ouvreuse.ui.forms import Renderer

pytestmark = pytest.mark.unit
WIDGETS: list[forms.Widget] = [
    forms.TextInput(attrs={"autocomplete": "name", "autofocus": True, "readonly": False}),
    forms.EmailInput(),
    forms.PasswordInput(render_value=True),
    forms.NumberInput(attrs={"min": 0, "step": 0.5}),
    forms.HiddenInput(attrs={"data-words": 'l\'<b>été</b> & "hiver"'}),
    forms.DateInput(),
    forms.TimeInput(),
    forms.URLInput(),
    forms.SearchInput(),
    forms.TelInput(),
]


@pytest.mark.parametrize("value", [None, "", "Zoé", "<script>\"'&", 0, 12.5])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_an_input_is_drawn_as_django_draws_it(widget: forms.Widget, value: object) -> None:
    attrs = {"id": "id_x", "required": True, "aria-describedby": "a b"}
    ours = widget.render("x", value, attrs, Renderer())
    theirs = widget.render("x", value, attrs, TemplatesSetting())
    assert ours == theirs.strip()
    assert ours.startswith("<input type=")


def test_what_is_not_one_line_stays_djangos() -> None:
    widget = forms.Select(choices=[("a", "A"), ("b", "B")])
    assert widget.render("x", "b", {}, Renderer()) == widget.render("x", "b", {}, TemplatesSetting())
