"""Which part of the trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.backoffice.trail.verbs import VERBS


class TrailFilter(forms.Form):
    """By person, verb, cinema and days."""

    who = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    verb = forms.ChoiceField(label=_("What"), required=False)
    cinema = forms.TypedChoiceField(label=_("Cinema"), required=False, coerce=int, empty_value=None)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(
        self, asked: Any, *, people: list[tuple[int, str]], cinemas: list[tuple[int, str]], chain: bool
    ) -> None:
        super().__init__(asked)
        verbs = sorted(((key, str(name)) for key, name in VERBS.items()), key=lambda pair: pair[1].casefold())
        every = ("", _("All"))
        choices: dict[str, list[Any]] = {"who": [every, *people], "verb": [every, *verbs]}
        choices["cinema"] = [every, *cinemas, *([(0, _("none: the chain"))] if chain else [])]
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
