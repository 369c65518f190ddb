"""Distributors, and the contracts of films by cinema and cinema week."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.forms.deals import FORMULA, ContractForm, DistributorForm
from ouvreuse.backoffice.films.listing import day_column
from ouvreuse.backoffice.films.views.films import READ, SECTION, found, may_edit, plain_list
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.catalogue.models import Contract, Distributor, Film
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.kernel.money import Money
from ouvreuse.ui.tables import Column, Listing
from ouvreuse.ui.templatetags.ui_tags import percent


class WeekFilter(forms.Form):
    """Which week, or which film."""

    week = DayField(
        required=False,
        label=gettext_lazy("In the week of"),
    )
    q = forms.CharField(required=False, label=gettext_lazy("Film or distributor"))


@require_safe
@requires("see_figures")
def contracts(request: HttpRequest, *, staff: Staff) -> HttpResponseBase:
    """All contracts of the person's cinemas, by week."""
    listing = _contract_list(request.GET, staff)
    return plain_list(request, staff, listing, part="contracts", title=_("Contracts"))


def _contract_list(asked: QueryDict, staff: Staff) -> Listing:
    form = WeekFilter(asked)
    form.is_valid()
    rows = Contract.objects.filter(cinema_id__in=staff.rights.cinemas_for("see_figures")).select_related(
        "film", "cinema", "distributor"
    )
    if day := form.cleaned_data.get("week"):
        week = CinemaWeek.of_day(day)
        rows = rows.filter(first_on__lte=week.end, last_on__gte=week.opening)
    if words := form.cleaned_data.get("q"):
        rows = rows.filter(film__title__icontains=words) | rows.filter(distributor__name__icontains=words)
    return Listing(
        asked,
        name="contracts",
        columns=_contract_columns(),
        rows=rows,
        order=("-first_on", "id"),
        filters=form,
        empty=_("No contract yet: they are added on the page of a film."),
    )


def _contract_columns() -> list[Column]:
    return [
        Column(
            "film",
            _("Film"),
            lambda row: row.film.title,
            link=lambda row: reverse("backoffice:film", args=[row.film_id]),
        ),
        Column("cinema", _("Cinema"), lambda row: row.cinema.name),
        day_column("first", _("From"), "first_on"),
        day_column("last", _("To"), "last_on"),
        Column(
            "distributor", _("Distributor"), lambda row: row.distributor.legal_name or row.distributor.name
        ),
        Column(
            "rate",
            _("Rate"),
            lambda row: None if row.rate_bp is None else row.rate_bp / 100,
            show=lambda row: "" if row.rate_bp is None else percent(row.rate_bp),
            number=True,
        ),
        Column("flat", _("Flat price"), lambda row: _money(row.flat_cents), number=True),
        Column("entry", _("Least per entry"), lambda row: _money(row.entry_minimum_cents), number=True),
        Column(
            "guarantee", _("Guaranteed"), lambda row: _money(row.guarantee_cents), number=True, chosen=False
        ),
        Column("formula", _("Formula"), lambda row: row.formula, chosen=False),
        Column("reference", _("Reference"), lambda row: row.reference, chosen=False),
    ]


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


@require_http_methods(READ)
@requires("edit_films")
def contract_new(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """Add terms to a film."""
    return _contract_form(request, staff, found(film), None)


@require_http_methods(READ)
@requires("edit_films")
def contract_edit(request: HttpRequest, *, staff: Staff, contract: int) -> HttpResponse:
    """Change terms."""
    row = _contracts_of(staff).select_related("film").filter(id=contract).first()
    if row is None:
        raise Http404
    return _contract_form(request, staff, row.film, row)


def _contracts_of(staff: Staff) -> QuerySet[Contract]:
    return Contract.objects.filter(cinema_id__in=staff.cinemas)


def _contract_form(request: HttpRequest, staff: Staff, film: Film, contract: Contract | None) -> HttpResponse:
    given: dict[str, Any] = {"film": film, "cinemas": staff.cinemas}
    status = 200
    if request.method == "POST":
        try:
            done = edit(
                ContractForm,
                row=contract.id if contract else None,
                posted=request.POST,
                staff=staff,
                verb="edit_contract" if contract else "add_contract",
                subject="contract",
                among=_contracts_of(staff),
                **given,
            )
        except IntegrityError:  # a colleague was quicker by a moment: the form says so when it is tried again
            return see(request.path)
        if done.saved is not None:
            say(request, _("The contract is saved."))
            for doubt in done.form.doubts:  # type: ignore[attr-defined]
                say(request, doubt, kind="warn")
            return see(reverse("backoffice:film", args=[film.id]))
        form, status = done.form, done.status
    else:
        form = ContractForm(instance=contract, initial=None if contract else _usual(film, staff), **given)
    names = list(Distributor.objects.order_by("key").values_list("name", flat=True)[:1000])
    facts = {"form": form, "film": film, "contract": contract, "distributors": names}
    return show(request, "backoffice/films/contract.html", facts, staff=staff, section=SECTION, status=status)


def _usual(film: Film, staff: Staff) -> dict[str, Any]:
    """What a new contract mostly says: the week to come, half of the base."""
    week = CinemaWeek.of_day(film.released_on or clock.now().date())
    one = next(iter(staff.cinemas)) if len(staff.cinemas) == 1 else None
    return {
        "first_on": week.opening,
        "last_on": week.end,
        "distributor": film.distributor_id,
        "rate_bp": 5000,
        "formula": FORMULA,
        "cinema": one,
    }


@require_POST
@requires("edit_films")
def contract_delete(request: HttpRequest, *, staff: Staff, contract: int) -> HttpResponse:
    """Take terms away; the trail keeps them."""
    with transaction.atomic():
        row = _contracts_of(staff).select_for_update(of=("self",)).filter(id=contract).first()
        if row is None:
            raise Http404
        facts = {
            "film": row.film_id,
            "first_on": row.first_on.isoformat(),
            "last_on": row.last_on.isoformat(),
            "rate_bp": row.rate_bp,
            "flat_cents": row.flat_cents,
        }
        row.delete()
        accounts.record(
            "delete_contract", subject=f"contract:{contract}", actor=staff.user, actor_label="staff",
            cinema=row.cinema_id, facts={"before": facts},
        )  # fmt: skip
    say(request, _("The contract is deleted."))
    return see(reverse("backoffice:film", args=[row.film_id]))


@require_safe
@requires("see_films")
def distributors(request: HttpRequest, *, staff: Staff) -> HttpResponseBase:
    """Those who lend films."""
    listing = Listing(
        request.GET,
        name="distributors",
        columns=[
            Column(
                "name",
                _("Name"),
                lambda row: row.name,
                order=("key",),
                link=(lambda row: reverse("backoffice:distributor", args=[row.id]))
                if may_edit(staff)
                else None,
            ),
            Column("legal", _("Legal name"), lambda row: row.legal_name or None),
            Column("cnc", _("Number at the CNC"), lambda row: row.cnc_code),
            Column("email", _("E-mail"), lambda row: row.email),
            Column("films", _("Films"), lambda row: row.count, number=True),
        ],
        rows=Distributor.objects.annotate(count=Count("films")),
        order=("key", "id"),
        empty=_("None yet: they are recorded with the films."),
    )
    return plain_list(request, staff, listing, part="distributors", title=_("Distributors"))


@require_http_methods(READ)
@requires("edit_films")
def distributor(request: HttpRequest, *, staff: Staff, distributor: int) -> HttpResponse:
    """Who lends: name, legal name, number, address."""
    row = Distributor.objects.filter(id=distributor).first()
    if row is None:
        raise Http404
    form, status = DistributorForm(instance=row), 200
    if request.method == "POST":
        done = edit(
            DistributorForm,
            row=row.id,
            posted=request.POST,
            staff=staff,
            verb="edit_distributor",
            subject="distributor",
        )
        if done.saved is not None:
            say(request, _("“%(name)s” is saved.") % {"name": str(done.saved)})
            return see(reverse("backoffice:distributors"))
        form, status = done.form, done.status  # type: ignore[assignment]
    facts = {
        "form": form,
        "title": row.name,
        "back": reverse("backoffice:distributors"),
        "up": _("Distributors"),
    }
    return show(
        request, "backoffice/films/plain_form.html", facts, staff=staff, section=SECTION, status=status
    )
