"""The forms of the team: signing in, inviting, roles, one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.shell.fields import AddressField
from ouvreuse.venues.rules import ROLES
from ouvreuse.venues.words import role as role_name

LONGEST_PATH = 500


class SignInForm(forms.Form):
    """An address and a password; ``next`` is where the person wanted to go."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


def new_password(label: Any) -> forms.CharField:
    """A password that is chosen; whether it will do, the verb decides."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=_("At least 10 characters. A few words you alone would put together are best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def person_name() -> forms.CharField:
    """How a person is called by colleagues."""
    return forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


def language() -> forms.ChoiceField:
    """The language of a person's letters."""
    return forms.ChoiceField(label=_("Language of your letters"), choices=settings.LANGUAGES)


class FirstForm(forms.Form):
    """The first person of an installation."""

    name = person_name()
    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = new_password(_("Password"))
    language = language()


class JoinForm(forms.Form):
    """Who accepts an invitation and has no account yet."""

    name = person_name()
    password = new_password(_("Password"))
    language = language()


class AddressForm(forms.Form):
    """Who forgot a password."""

    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}))


class NewPasswordForm(forms.Form):
    """A password by a mailed link."""

    password = new_password(_("New password"))


class MeForm(forms.Form):
    """What a person may change of themselves."""

    name = person_name()
    language = language()


class ChangePasswordForm(forms.Form):
    """The old password proves who sits there."""

    old = forms.CharField(
        label=_("Password now"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = new_password(_("New password"))


ABOUT_ROLES = {
    "owner": _("everything, the team and the settings included"),
    "programmer": _("films, programme, prices and figures"),
    "box_office": _("sells, finds, exchanges and refunds tickets; checks them"),
    "usher": _("checks tickets and reports faults"),
    "inspector": _("sees everything, changes nothing (CNC, accountant)"),
}


def role_choices() -> list[tuple[str, str]]:
    """Each role with what it may do."""
    spoken = get_language() or "fr"
    said = {role: role_name(role, language=spoken) for role in ROLES}
    words = gettext("%(role)s: %(about)s")
    return [
        (role, words % {"role": f"{name[:1].upper()}{name[1:]}", "about": ABOUT_ROLES[role]})
        for role, name in said.items()
    ]


class RolesForm(forms.Form):
    """The roles of a person in a cinema."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple
    )


class InviteForm(RolesForm):
    """Who is invited, as what."""

    field_order = ("email", "roles", "language")
    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)


class LeaveForm(forms.Form):
    """Somebody leaves: said twice."""

    sure = forms.BooleanField(label=_("Yes, this person leaves."))


class TeamFilter(forms.Form):
    """Which people of the team."""

    name = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = get_language() or "fr"
        named = [(role, role_name(role, language=spoken)) for role in ROLES]
        self.fields["role"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]


def own_path(wanted: str) -> str:
    """The wanted address when it is a path of this site, else nothing: never somebody else's site (SEC-07)."""
    plain = wanted.isprintable() and "\\" not in wanted and len(wanted) <= LONGEST_PATH
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
