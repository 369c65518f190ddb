"""How a row that may be edited freely is edited: nothing typed is lost, and a colleague's change never is either.

The form carries what its person saw. At the POST the row is locked and three states are compared field by field:
seen, now, typed. What only the colleague changed stays theirs; what both changed is refused once (409), shown, and
wins when it is sent again knowingly (BO-03).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff

SEEN = "seen"


class EditForm(forms.ModelForm):  # type: ignore[type-arg]
    """A ModelForm that knows what its person saw. ``conflicts``: the fields a colleague changed otherwise."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = {name: self._said(name) for name in self.fields if name != SEEN}
        self.initial[SEEN] = json.dumps(self.now)
        self.conflicts: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Keep a colleague's changes; tell where they and this person disagree."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen = self._seen() if self.instance.pk is not None else {}  # a new row has no colleague yet
        conflicts = []
        for name, now in self.now.items():
            if name not in seen or seen[name] == now or name not in cleaned:
                continue
            field = self.fields[name]
            typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if not field.has_changed(seen[name], typed):
                cleaned[name] = field.clean(self.get_initial_for_field(field, name))
            elif field.has_changed(now, typed):
                conflicts.append(name)
        self.conflicts = tuple(conflicts)
        if conflicts:
            self._tell(conflicts)
        return cleaned

    def _tell(self, conflicts: list[str]) -> None:
        for name in conflicts:
            theirs = self.now[name]
            words = _(
                "A colleague wrote “%(theirs)s” meanwhile. Yours is kept here: save again to prefer it."
            )
            self.add_error(name, words % {"theirs": theirs if theirs not in (None, "") else "…"})
        known: Any = self.data
        known = known.copy()
        known[self.add_prefix(SEEN)] = json.dumps(self.now)
        self.data = known

    def _said(self, name: str) -> Any:
        """The row's value as the form would show it, in JSON's types."""
        field = self.fields[name]
        value = field.prepare_value(self.get_initial_for_field(field, name))
        return json.loads(json.dumps(value, default=str))

    def _seen(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self.data.get(self.add_prefix(SEEN), "") or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """What saving it changed, for the trail: ``{"before": {…}, "after": {…}}``."""
        after = {
            name: json.loads(
                json.dumps(self.fields[name].prepare_value(self.cleaned_data[name]), default=_plain)
            )
            for name in self.now
            if name in self.cleaned_data
        }
        names = [name for name, value in after.items() if _same(value) != _same(self.now[name])]
        return {
            "before": {name: self.now[name] for name in names},
            "after": {name: after[name] for name in names},
        }


@dataclass(frozen=True, slots=True)
class Edited:
    """How it ended: ``saved`` the row, or the form to show again with this status."""

    form: EditForm
    saved: Model | None
    status: int


@transaction.atomic
def edit(
    form_class: type[EditForm],
    *,
    row: int | None,
    posted: QueryDict,
    staff: Staff,
    verb: str,
    subject: str,
    files: Any = None,
    cinema: int | None = None,
    among: Any = None,
    after: Callable[[Any], None] | None = None,
    **given: Any,
) -> Edited:
    """Save a posted form over its row (locked), or as a new row, and write the trail in the same transaction.

    ``among``: the queryset of the rows the person may edit; a row outside it is not found. ``subject`` names the
    kind of thing in the trail. ``after``: what else must happen to the saved row in this transaction.
    """
    rows = among if among is not None else form_class._meta.model._default_manager.all()
    instance = rows.select_for_update(of=("self",)).filter(pk=row).first() if row is not None else None
    if row is not None and instance is None:
        raise Http404
    form = form_class(posted, files, instance=instance, **given)
    if not form.is_valid():
        return Edited(form, None, 409 if form.conflicts else 422)
    saved = form.save()
    if after is not None:
        after(saved)
    changes = form.changes
    if instance is None or changes["after"]:
        accounts.record(
            verb,
            subject=f"{subject}:{saved.pk}",
            actor=staff.user,
            actor_label="staff",
            cinema=cinema,
            facts=changes if instance is not None else {"after": changes["after"]},
        )
    return Edited(form, saved, 200)


def _plain(value: Any) -> Any:
    return getattr(value, "pk", None) or str(value)


def _same(value: Any) -> Any:
    """Values alike to a reader: 1 and "1", nothing and empty."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return sorted(map(str, value))
    return str(value)
