"""Where a page of the planning stands: the cinema, the week, how it is looked at; and its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ouvreuse.backoffice.access import Staff, cinema_here
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.programme.actions import Desk
from ouvreuse.programme.queries import day_bounds
from ouvreuse.ui.templatetags.ui_tags import day as day_words
from ouvreuse.venues.queries import CinemaView

VIEWS = ("week", "day", "list")
ZOOMS = ("1", "2", "3")
AHEAD = timedelta(days=2)  # on Monday one plans the week that opens on Wednesday


@dataclass(frozen=True, slots=True)
class Place:
    """``screen`` 0: all of them."""

    cinema: CinemaView
    week: CinemaWeek
    view: str
    day: date
    zoom: str
    screen: int
    user: int
    may_plan: bool
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The cinema's."""
        return ZoneInfo(self.cinema.zone)

    @property
    def desk(self) -> Desk:
        """Who plans here."""
        return Desk(user=self.user, cinema=self.cinema.id, week=self.week.opening)

    @property
    def days(self) -> tuple[date, ...]:
        """The days shown."""
        return (self.day,) if self.view == "day" else self.week.days

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """The first instant listed under a day, and the first of the next."""
        return day_bounds(day, zone=self.cinema.zone)

    @property
    def name(self) -> str:
        """The week in words, Wednesday to Tuesday."""
        return week_name(self.week)

    def page(self, name: str, **parts: object) -> str:
        """A page of the planning in this cinema and week."""
        address = reverse(f"backoffice:{name}", kwargs={"cinema": self.cinema.slug, **parts})
        return f"{address}?{urlencode({'week': self.week.number})}"

    @property
    def url(self) -> str:
        """The grid or the list as it is looked at."""
        asked = {"week": self.week.number, "view": self.view}
        if self.view == "day":
            asked["day"] = self.day.isoformat()
        if self.zoom != "1":
            asked["zoom"] = self.zoom
        if self.screen:
            asked["screen"] = str(self.screen)
        return f"{reverse('backoffice:planning', kwargs={'cinema': self.cinema.slug})}?{urlencode(asked)}"

    def act(self, name: str) -> str:
        """Where a form is posted that leads back to this look at the week."""
        return f"{reverse(f'backoffice:{name}', kwargs={'cinema': self.cinema.slug})}?{self.url.partition('?')[2]}"

    @property
    def publication_url(self) -> str:
        """Where the week is published."""
        return self.page("planning_publication")

    @property
    def add_url(self) -> str:
        """Where a screening is added."""
        return self.act("planning_add")

    @property
    def move_url(self) -> str:
        """Where one is moved."""
        return self.act("planning_move")

    @property
    def remove_url(self) -> str:
        """Where one is taken away."""
        return self.act("planning_remove")

    @property
    def undo_url(self) -> str:
        """Where the last step is taken back."""
        return self.act("planning_undo")

    @property
    def redo_url(self) -> str:
        """Where it is done again."""
        return self.act("planning_redo")

    def at(self, week: CinemaWeek) -> Place:
        """The same in another week."""
        return replace(self, week=week, day=week.opening + (self.day - self.week.opening))


def week_name(week: CinemaWeek) -> str:
    """From Wednesday to Tuesday, in words."""
    return _("%(first)s to %(last)s") % {"first": day_words(week.opening), "last": day_words(week.end)}


def place_of(asked: QueryDict, *, staff: Staff, cinema: str) -> Place:
    """Read an address; what it does not say, or says wrongly, is the usual."""
    here = cinema_here(staff, cinema)
    now = clock.now()
    today = now.astimezone(ZoneInfo(here.zone)).date()
    week = _week(asked.get("week", ""), today)
    view = asked.get("view", "")
    zoom, screen = asked.get("zoom", ""), asked.get("screen", "")
    return Place(
        cinema=here,
        week=week,
        view=view if view in VIEWS else VIEWS[0],
        day=_day(asked.get("day", ""), week, today),
        zoom=zoom if zoom in ZOOMS else ZOOMS[0],
        screen=int(screen) if screen.isdecimal() and len(screen) < 9 else 0,
        user=staff.user,
        may_plan=staff.rights.may("plan_programme", cinema=here.id),
        now=now,
    )


def _week(number: str, today: date) -> CinemaWeek:
    try:
        week = CinemaWeek.parse(number)
    except ValueError:
        return CinemaWeek.of_day(today + AHEAD)
    return week if 2000 <= week.opening.year <= 2199 else CinemaWeek.of_day(today)


def _day(words: str, week: CinemaWeek, today: date) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = today
    return day if day in week else week.opening
