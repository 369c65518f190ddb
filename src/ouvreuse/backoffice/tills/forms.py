"""The forms of a till and of the counter's rules."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.payments.models import Till

HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")


class TillForm(EditForm):
    """A till's name, its printer and its paper."""

    class Meta:
        model = Till
        fields = ("name", "printer_host", "printer_port", "paper", "opens_drawer", "active")
        labels = {
            "name": gettext_lazy("Name"),
            "printer_host": gettext_lazy("Address of its ticket printer"),
            "printer_port": gettext_lazy("Port"),
            "paper": gettext_lazy("Paper"),
            "opens_drawer": gettext_lazy("The cash drawer hangs on the printer"),
            "active": gettext_lazy("In use"),
        }
        help_texts = {
            "printer_host": gettext_lazy(
                "On the cinema’s network, such as 192.168.1.50; empty without a printer."
            ),
            "printer_port": gettext_lazy("9100 for nearly every printer."),
        }

    def __init__(self, *args: Any, home: int, **kwargs: Any) -> None:
        self.home = home
        super().__init__(*args, **kwargs)

    def clean_printer_host(self) -> str:
        """A name or a number of the network, nothing else."""
        host = str(self.cleaned_data["printer_host"]).strip()
        if host and not HOST.fullmatch(host):
            raise forms.ValidationError(_("This is no address of a printer."))
        return host

    def clean_printer_port(self) -> int:
        """Printers listen from 9100 on."""
        port = int(self.cleaned_data["printer_port"])
        if not 9100 <= port <= 9199:
            raise forms.ValidationError(_("Between 9100 and 9199."))
        return port

    def clean_name(self) -> str:
        """Once in a cinema."""
        name = str(self.cleaned_data["name"]).strip()
        others = Till.objects.filter(cinema_id=self.home, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("Another till has this name."))
        return name

    def save(self, commit: bool = True) -> Any:
        """A new till is one of this cinema."""
        self.instance.cinema_id = self.home
        return super().save(commit)


class RulesForm(forms.Form):
    """Above which sum a refund needs a second person."""

    refund_alone = forms.DecimalField(
        label=gettext_lazy("A refund above this sum needs an owner’s agreement (€)"),
        min_value=Decimal(0), max_value=Decimal(100_000), decimal_places=2,
    )  # fmt: skip
