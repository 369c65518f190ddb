"""The input drawn here against Django's own templates of it."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import override

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


class Every(forms.Form):
    """A field of each kind."""

    default_renderer = Renderer
    email = forms.EmailField(label="<E-mail>", help_text="Where the <b>tickets</b> go")
    name = forms.CharField(required=False, label=mark_safe("<i>Name</i>"))
    bare = forms.CharField(label="")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="one")


def test_a_field_ties_its_label_hint_and_error_to_its_control() -> None:
    with override("en"):
        form = Every({"email": "nowhere", "bare": "x", "kind": "a"})
        email, name, bare, kind = (str(form[each].as_field_group()) for each in form.fields)
    assert email.startswith('<div class="field field-wrong"><label for="id_email">&lt;E-mail&gt;</label>')
    assert '<p class="hint" id="id_email_helptext">Where the &lt;b&gt;tickets&lt;/b&gt; go</p>' in email
    assert 'aria-describedby="id_email_helptext id_email_error"' in email
    assert 'id="id_email_error"' in email
    assert name.startswith(
        '<div class="field"><label for="id_name"><i>Name</i> <span class="optional">(optional)</span>'
    )
    assert "label" not in bare
    assert kind.startswith(
        '<div class="field"><fieldset aria-describedby="id_kind_helptext"><legend>Kind</legend>'
    )
    assert kind.count('type="radio"') == 2


def test_an_optional_field_says_so_in_french() -> None:
    with override("fr"):
        assert '<span class="optional">(facultatif)</span>' in str(Every()["name"].as_field_group())
