"""What somebody else did meanwhile, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouvreuse.backoffice.planning.place import Place
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import ScreenOccupied
from ouvreuse.programme.models import PlanStep, Screening
from ouvreuse.ui.templatetags.ui_tags import short_day
from ouvreuse.venues.models import Screen


def what_happened(place: Place, screening: int) -> str:
    """The last step that touched a screening: "Paul moved it to Tue 24 Nov 20:30, Salle 3, 2 minutes ago." """
    steps = PlanStep.objects.filter(cinema=place.cinema.id, items__contains=[{"id": screening}])
    step = steps.select_related("user").order_by("-id").first()
    if step is None:
        return ""
    item = next(each for each in step.items if each["id"] == screening)
    sides = (item["after"], item["before"]) if step.undone_at else (item["before"], item["after"])
    facts = {"who": step.user.name, "ago": _ago(step.undone_at or step.at), **_where(place, sides[1])}
    if sides[1] is None:
        return _("%(who)s removed it, %(ago)s.") % facts
    if sides[0] is None or any(sides[0][name] != sides[1][name] for name in ("starts_at", "screen_id")):
        return _("%(who)s put it on %(when)s, %(screen)s, %(ago)s.") % facts
    return _("%(who)s changed it, %(ago)s.") % facts


def in_the_way(place: Place, refusal: ScreenOccupied, *, moved: int) -> str:
    """Which screening stands there, beside the one that was to move."""
    screen, at = refusal.facts.get("screen"), refusal.facts.get("starts_at")
    if not isinstance(screen, int) or not isinstance(at, datetime):
        return ""
    standing = Screening.objects.exclude(state=Screening.State.CANCELLED)
    rows = standing.filter(screen=screen, occupied_until__gt=at).exclude(id=moved).select_related("film")
    row = rows.order_by("starts_at").first()
    if row is None:
        return ""
    start, free = (each.astimezone(place.zone) for each in (row.starts_at, row.occupied_until))
    return _("“%(film)s” is there from %(start)s to %(free)s.") % {
        "film": row.film.title,
        "start": f"{start:%H:%M}",
        "free": f"{free:%H:%M}",
    }


def _where(place: Place, facts: Mapping[str, Any] | None) -> dict[str, str]:
    if facts is None:
        return {}
    local = datetime.fromisoformat(facts["starts_at"]).astimezone(place.zone)
    name = Screen.objects.values_list("name", flat=True).filter(id=facts["screen_id"]).first()
    return {"when": f"{short_day(local.date())} {local:%H:%M}", "screen": name or ""}


def _ago(at: datetime) -> str:
    minutes = int((clock.now() - at).total_seconds()) // 60
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
