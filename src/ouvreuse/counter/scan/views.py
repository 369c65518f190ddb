"""The door. An answer is the page of the request that asked for it: a reload asks again and hears the truth of now,
and no address can show green."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from ouvreuse.booking import actions
from ouvreuse.counter.access import Staff, requires
from ouvreuse.counter.scan import words
from ouvreuse.counter.scan.doors import ACTION, Door, find_door
from ouvreuse.counter.scan.presenters import Answer, answers_of, found_orders, plain_answer, worst
from ouvreuse.counter.scan.rooms import rooms_of
from ouvreuse.kernel.text import one_line

WAYS = frozenset({"camera", "photo", "typed", "list"})
LONGEST_CODE = 300
MOST_AT_ONCE = 50
CAMERA_HERE = "camera=(self), microphone=(), geolocation=(), payment=()"


@require_safe
@requires(ACTION)
def choose(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Which door: a cinema or one of its screens, with what is entering there."""
    return render(request, "counter/scan/choose.html", {"rooms": rooms_of(staff)})


@require_safe
@requires(ACTION)
def scan(request: HttpRequest, *, staff: Staff, cinema: str, screen: int | None = None) -> HttpResponse:
    """The page an usher keeps open."""
    return _page(request, find_door(staff, cinema=cinema, screen=screen))


@require_POST
@requires(ACTION)
def admit(request: HttpRequest, *, staff: Staff, cinema: str, screen: int | None = None) -> HttpResponse:
    """A code, or tickets of a list: each is let in or refused by one committed statement."""
    door = find_door(staff, cinema=cinema, screen=screen)
    way = request.POST.get("way", "")
    here = {
        "cinemas": frozenset({door.cinema.id}),
        "user": staff.user,
        "way": way if way in WAYS else "typed",
    }
    code, tickets = request.POST.get("code", "").strip(), _tickets(request)
    if tickets:
        results = actions.admit_many(tickets, screenings=door.admits, **here)  # type: ignore[arg-type]
    elif code:
        results = [actions.admit(code[:LONGEST_CODE], screenings=door.admits, **here)]  # type: ignore[arg-type]
    else:
        return _answer(request, door, [plain_answer(words.NOTHING_GIVEN, state="bad", status=422)])
    return _answer(request, door, answers_of(results))


@require_POST
@requires(ACTION)
def undo(request: HttpRequest, *, staff: Staff, cinema: str, screen: int | None = None) -> HttpResponse:
    """Take back an entry of the last 30 seconds; both facts stay in the log."""
    door = find_door(staff, cinema=cinema, screen=screen)
    done = [
        actions.undo_admission(ticket, cinemas=frozenset({door.cinema.id}), user=staff.user)
        for ticket in _tickets(request)
    ]
    if done and all(done):
        return _answer(request, door, [plain_answer(words.UNDONE, state="note")])
    return _answer(request, door, [plain_answer(words.NOT_UNDONE, state="bad", status=409)])


@require_POST
@requires(ACTION)
def search(request: HttpRequest, *, staff: Staff, cinema: str, screen: int | None = None) -> HttpResponse:
    """By name, e-mail or order code. Posted: people's names do not belong in addresses."""
    door = find_door(staff, cinema=cinema, screen=screen)
    typed = one_line(request.POST.get("words", "")[:100])
    return _page(request, door, searched=typed, found=found_orders(door, typed=typed))


def _tickets(request: HttpRequest) -> tuple[UUID, ...]:
    found = []
    for text in request.POST.getlist("ticket")[:MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _answer(request: HttpRequest, door: Door, answers: list[Answer]) -> HttpResponse:
    status = 200 if any(each.status == 200 for each in answers) else answers[0].status
    if "application/json" not in request.headers.get("Accept", ""):
        return _page(request, door, status=status, answers=answers)
    html = render_to_string("counter/scan/answers.html", {"answers": answers, "door": door}, request=request)
    said = ". ".join(f"{each.title} {each.seat}".strip() for each in answers)
    return JsonResponse({"state": worst(answers), "say": said, "html": html}, status=status)


def _page(request: HttpRequest, door: Door, *, status: int = 200, **facts: object) -> HttpResponse:
    response = render(request, "counter/scan/scan.html", {"door": door, **facts}, status=status)
    response.headers["Permissions-Policy"] = CAMERA_HERE
    return response
