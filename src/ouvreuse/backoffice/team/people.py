"""The team of a cinema: who is in it, as what, who is invited."""

from __future__ import annotations

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.team.forms import InviteForm, LeaveForm, RolesForm, TeamFilter
from ouvreuse.backoffice.team.presenters import roles_in_words, team_columns
from ouvreuse.ui.tables.listing import Listing
from ouvreuse.venues import actions, queries
from ouvreuse.venues.errors import InvitationDead, PersonUnknown, VenueError
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.words import say as say_venue

ACTION = "manage_team"


def _language() -> str:
    return get_language() or "fr"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def team(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponseBase:
    """Everybody who works here; an address is invited by the form below."""
    here = cinema_here(staff, cinema)
    form = InviteForm(request.POST or None, initial={"language": _language()})
    status = 200
    if request.method == "POST":
        form, status = InviteForm(request.POST), 422
        if form.is_valid() and _invited(form, staff=staff, here=here):
            say(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return see(reverse("backoffice:team", args=[here.slug]))
    wanted = TeamFilter(request.GET)
    listing = Listing(
        request.GET,
        name="team",
        columns=team_columns(here),
        rows=queries.team_of(here.id, **(wanted.cleaned_data if wanted.is_valid() else {})),
        order=("name", "id"),
        zone=here.zone,
        filters=wanted,
        empty=_("Nobody works here yet: invite the first by the form below."),
    )
    if file := listing.export:
        return file
    invited = [(each, roles_in_words(each.roles)) for each in queries.invitations_of(here.id)]
    facts = {"listing": listing, "form": form, "invited": invited, "zone": here.zone}
    return show(
        request, "backoffice/team/team.html", facts, staff=staff, cinema=here, section="team", status=status
    )


def _invited(form: InviteForm, *, staff: Staff, here: CinemaView) -> bool:
    asked = form.cleaned_data
    try:
        actions.invite(
            asked["email"],
            cinema=here.id,
            roles=frozenset(asked["roles"]),
            language=asked["language"],
            actor=staff.user,
            held=staff.rights.roles[here.id],
            path=invitation_path(asked["language"]),
        )
    except VenueError as refusal:
        form.add_error(None, say_venue(refusal, language=_language()))
        return False
    return True


def invitation_path(language: str) -> str:
    """The page's path in that language, with ``{token}`` for the link's."""
    path = reverse("backoffice:invitation", args=["TOKEN"]).replace("TOKEN", "{token}")
    return f"/{language}/{path.split('/', 2)[2]}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def person(request: HttpRequest, *, staff: Staff, cinema: str, person: int) -> HttpResponse:
    """One person: their roles here, and their leaving."""
    here = cinema_here(staff, cinema)
    roles = RolesForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _person_page(request, staff, here, person)
    if roles.is_valid():
        try:
            actions.set_roles(
                person, cinema=here.id, roles=frozenset(roles.cleaned_data["roles"]), actor=staff.user,
                held=staff.rights.roles[here.id],
            )  # fmt: skip
        except PersonUnknown as refusal:
            raise Http404 from refusal
        except VenueError as refusal:
            roles.add_error(None, say_venue(refusal, language=_language()))
        else:
            say(request, _("The roles are saved; they count from now on."))
            return see(reverse("backoffice:team", args=[here.slug]))
    return _person_page(request, staff, here, person, roles=roles, status=422)


@require_POST
@requires(ACTION)
def leave(request: HttpRequest, *, staff: Staff, cinema: str, person: int) -> HttpResponse:
    """Somebody leaves the cinema; where it was the last one, their account is closed at once."""
    here = cinema_here(staff, cinema)
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            closed = actions.leave(person, cinema=here.id, actor=staff.user, held=staff.rights.roles[here.id])
        except PersonUnknown as refusal:
            raise Http404 from refusal
        except VenueError as refusal:
            form.add_error(None, say_venue(refusal, language=_language()))
        else:
            gone = _("The person has left this cinema and still works in another.")
            say(request, _("The account is closed and its sessions have ended.") if closed else gone)
            return see(reverse("backoffice:team", args=[here.slug]))
    return _person_page(request, staff, here, person, leave=form, status=422)


def _person_page(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    person: int,
    *,
    roles: Form | None = None,
    leave: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.team_of(here.id).filter(pk=person).first()
    if found is None:
        raise Http404
    facts = {
        "person": found,
        "form": roles or RolesForm(initial={"roles": found.roles}),
        "leave": leave or LeaveForm(),
        "oneself": found.pk == staff.user,
    }
    return show(
        request, "backoffice/team/person.html", facts, staff=staff, cinema=here, section="team", status=status
    )


@require_POST
@requires(ACTION)
def resend(request: HttpRequest, *, staff: Staff, cinema: str, invitation: int) -> HttpResponse:
    """Mail a fresh link; the one before opens no more."""
    here = cinema_here(staff, cinema)
    asked = next((each for each in queries.invitations_of(here.id) if each.id == invitation), None)
    try:
        if asked is None:
            raise InvitationDead
        actions.resend_invitation(
            invitation, cinema=here.id, actor=staff.user, held=staff.rights.roles[here.id],
            path=invitation_path(asked.language),
        )  # fmt: skip
    except VenueError as refusal:
        say(request, say_venue(refusal, language=_language()), kind="warn")
    else:
        say(request, _("A new invitation is on its way."))
    return see(reverse("backoffice:team", args=[here.slug]))


@require_POST
@requires(ACTION)
def withdraw(request: HttpRequest, *, staff: Staff, cinema: str, invitation: int) -> HttpResponse:
    """The invitation opens no more."""
    here = cinema_here(staff, cinema)
    try:
        actions.withdraw_invitation(invitation, cinema=here.id, actor=staff.user)
    except VenueError as refusal:
        say(request, say_venue(refusal, language=_language()), kind="warn")
    else:
        say(request, _("The invitation is withdrawn."))
    return see(reverse("backoffice:team", args=[here.slug]))
