"""How forms are drawn: by Django's templates, but a field and the plain input of one line straight from their facts."""

from __future__ import annotations

from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.translation import gettext as _

_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("text", "email", "password", "number", "hidden", "tel", "url", "search", "date", "time")
)


class Renderer(TemplatesSetting):
    """Templates, but for what a page draws most: a field asks some twenty questions of its form, each a look-up."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The HTML of a form's part."""
        if template_name in _INPUTS:
            return one_line(context["widget"])
        if template_name == self.field_template_name:
            return group(context["field"])
        return super().render(template_name, context, request)


def group(field: BoundField) -> str:
    """One field: label, hint, error and control. Django ties them by ``aria-describedby`` through the ids used here."""
    errors, label = field.errors, ""
    if field.label:
        optional = "" if field.field.required else _("(optional)")
        label = str(conditional_escape(field.label))
        label += optional and f' <span class="optional">{escape(optional)}</span>'
    told = [str(errors) if errors else "", str(field)]
    if field.help_text:
        told.insert(
            0, f'<p class="hint" id="{field.auto_id}_helptext">{conditional_escape(field.help_text)}</p>'
        )
    if field.use_fieldset:
        described = f' aria-describedby="{escape(by)}"' if (by := field.aria_describedby) else ""
        legend = f"<legend>{label}</legend>" if label else ""
        inside = f"<fieldset{described}>{legend}{''.join(told)}</fieldset>"
    else:
        inside = (f'<label for="{field.id_for_label}">{label}</label>' if label else "") + "".join(told)
    return f'<div class="field{" field-wrong" if errors else ""}">{inside}</div>'


def one_line(widget: dict[str, Any]) -> str:
    """An ``<input>``. An attribute that is True stands alone, one that is False not at all."""
    facts = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        facts["value"] = widget["value"]
    said = "".join(_attribute(name, value) for name, value in (facts | widget["attrs"]).items())
    return f"<input{said}>"


def _attribute(name: str, value: object) -> str:
    if value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
