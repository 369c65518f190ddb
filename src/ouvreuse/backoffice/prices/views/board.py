"""The prices as they hang at the box office: a page, and a PDF for the wall."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.prices.presenters.films import titles_in
from ouvreuse.backoffice.prices.presenters.table import in_both
from ouvreuse.backoffice.prices.views.places import Here, list_here, page
from ouvreuse.kernel import clock
from ouvreuse.pricing.models import PriceListVersion
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.ui.documents.board import PAPERS, Board, BoardLine, board_pdf

Lines = list[tuple[str, str, str, str, str]]


@require_safe
@requires("see_prices")
def board(request: HttpRequest, *, staff: Staff, cinema: str, list: str) -> HttpResponse:
    """The prices as they hang at the box office (code du cinéma, D212-73), to print."""
    here = list_here(staff, cinema, list)
    return page(request, "board.html", {"lines": _board_lines(here), "notes": NOTES}, staff=staff, here=here)


@require_safe
@requires("see_prices")
def board_paper(request: HttpRequest, *, staff: Staff, cinema: str, list: str, paper: str) -> HttpResponse:
    """The same as a PDF on A4 or A3, in letters that are read from the lobby."""
    here = list_here(staff, cinema, list)
    lines = _board_lines(here)
    if paper not in PAPERS or not lines:
        raise Http404
    drawn = board_pdf(
        Board(
            title=here.cinema.name,
            subtitle="Tarifs / Prices",
            author=here.cinema.name,
            head=("Tarif / Rate", "Prix / Price"),
            lines=tuple(BoardLine(*line) for line in lines),
            notes=NOTES,
        ),
        paper=paper,
    )
    name = f"{here.cinema.slug}-{here.row.code}-{paper}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


NOTES = (
    (
        "Prix en euros, TVA comprise. Un justificatif est demandé pour les tarifs réduits.",
        "Prices in euros, VAT included. Proof must be shown for reduced rates.",
    ),
)


def _board_lines(here: Here) -> Lines:
    """What is sold at the box office by the version that serves now; none before the first is published."""
    serving = PriceListVersion.objects.filter(price_list=here.row).serving(clock.now()).first()
    content = price_list_version(serving.id) if serving else None
    return in_both(content, titles_in(content), channel="counter") if content else []
