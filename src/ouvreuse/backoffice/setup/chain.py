"""What stands once for the chain: its operator, the law's texts, and what still prevents opening."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.setup.forms import LegalForm, OperatorForm, TextsForm
from ouvreuse.backoffice.setup.frame import question_page
from ouvreuse.backoffice.setup.presenters import after
from ouvreuse.backoffice.shell.editing import EditForm, edit
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.venues.actions import write_legal_texts
from ouvreuse.venues.models import Operator
from ouvreuse.venues.queries import CinemaView, OperatorView, cinemas, identity, legal_texts, operators
from ouvreuse.venues.rules import default_text

ACTION = "edit_chain"
TEXTS = tuple((kind, language) for kind in ("terms", "privacy") for language in ("fr", "en"))


def the_operator() -> OperatorView | None:
    """The operator of this installation."""
    return next(iter(operators()), None)


def first_cinema() -> CinemaView | None:
    """The cinema that the steps go on with."""
    return next(iter(cinemas()), None)


@require_safe
@requires(ACTION)
def overview(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Every step, what is done, and what still prevents opening."""
    return question_page(request, "overview", {"cinemas": cinemas()}, staff=staff)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def operator(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Who runs the cinemas."""
    return _of_operator(request, staff, OperatorForm, step="operator")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def legal(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Publisher, host and mediator."""
    if the_operator() is None:
        return see(reverse("backoffice:setup_operator"))
    return _of_operator(request, staff, LegalForm, step="legal")


def _of_operator(
    request: HttpRequest, staff: Staff, form_class: type[EditForm], *, step: str
) -> HttpResponse:
    row = Operator.objects.order_by("id").first()
    form, status = form_class(instance=row), 200
    if request.method == "POST":
        edited = edit(
            form_class, row=row.id if row else None, posted=request.POST, staff=staff, verb="edit_operator",
            subject="operator",
        )  # fmt: skip
        if edited.saved is not None:
            say(request, _("Saved."))
            return see(after(step, cinema=first_cinema()))
        form, status = edited.form, edited.status
    return question_page(request, step, {"form": form}, staff=staff, step=step, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def texts(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Terms and privacy as the site shows them."""
    known = the_operator()
    if known is None:
        return see(reverse("backoffice:setup_operator"))
    ours = {key: default_text(key[0], language=key[1], identity=identity(known)) for key in TEXTS}
    own = legal_texts(known.id)
    form = TextsForm(
        initial={
            f"{kind}_{language}": own.get((kind, language), ours[kind, language]) for kind, language in TEXTS
        }
    )
    if request.method == "POST":
        form = TextsForm(request.POST)
        if form.is_valid():
            typed = {
                key: form.cleaned_data[f"{key[0]}_{key[1]}"].replace("\r\n", "\n").strip() for key in TEXTS
            }
            kept = {key: "" if text == ours[key] else text for key, text in typed.items()}
            write_legal_texts(known.id, texts=kept, actor=staff.user)
            say(request, _("Saved."))
            return see(reverse("backoffice:setup_texts"))
    facts = {"form": form, "own": bool(own)}
    status = 422 if request.method == "POST" else 200
    return question_page(request, "texts", facts, staff=staff, step="legal", status=status)
