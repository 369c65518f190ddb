"""The programmer's week: every change a step that can be taken back, none over a colleague's (BO-03)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import (
    ChangedMeanwhile,
    NothingToUndo,
    PublicationPast,
    PublishedTooLate,
    ScreeningOnSale,
    ScreeningUnknown,
    StartPast,
)
from ouvreuse.programme.models import PlanStep, Screening, WeekPublication
from ouvreuse.programme.queries import week_screenings
from ouvreuse.programme.rules.quotas import RELEASE_MIN, quotas_of
from ouvreuse.programme.rules.sale import SaleTimes
from ouvreuse.venues.queries import zone_of

from .drafting import plan_screenings, publish_screenings, replan_screenings
from .shaping import Extras, Plan

Facts = dict[str, Any]
DRAFT, PUBLISHED = Screening.State.DRAFT, Screening.State.PUBLISHED
SAME = ("screen_id", "version_id", "price_version_id", "pre_show_min", "turnaround_min", "note_fr", "note_en",
        "external_ref", "kind", "max_per_order", "companion_release_min", "state")  # fmt: skip
INSTANTS = (
    "starts_at",
    "web_opens_at",
    "web_closes_at",
    "counter_opens_at",
    "counter_closes_at",
    "published_at",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a programmer wants of one screening. ``screening`` None: a new one; ``plan`` None: that it goes.

    ``seen``: its ``edits`` as the person saw them; None when it is not compared.
    """

    screening: int | None
    plan: Plan | None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """The screenings touched, and the starts they left and took, whose days must be looked at again."""

    verb: str
    screenings: tuple[int, ...]
    starts: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who plans what: the user, the cinema, the Wednesday of the week on the page."""

    user: int
    cinema: int
    week: date


def facts_of(row: Screening) -> Facts:
    """All a programmer may set of a screening, as JSON; of places held back only where there are any."""
    instants = {name: at and at.isoformat() for name in INSTANTS for at in [getattr(row, name)]}
    held = {"quotas": row.quotas, "quota_release_min": row.quota_release_min} if row.quotas else {}
    return {**{name: getattr(row, name) for name in SAME}, **instants, "labels": list(row.labels), **held}


def plan_of(facts: Mapping[str, Any]) -> Plan:
    """The plan that makes a screening what the facts say."""
    at = {name: facts[name] and datetime.fromisoformat(facts[name]) for name in INSTANTS}
    return Plan(
        screen=facts["screen_id"],
        version=facts["version_id"],
        price_version=facts["price_version_id"],
        starts_at=at["starts_at"],
        pre_show_min=facts["pre_show_min"],
        turnaround_min=facts["turnaround_min"],
        note_fr=facts["note_fr"],
        note_en=facts["note_en"],
        external_ref=facts["external_ref"],
        sale=SaleTimes(
            at["web_opens_at"], at["web_closes_at"], at["counter_opens_at"], at["counter_closes_at"]
        ),
        sale_whole=True,
        extras=Extras(
            facts["kind"],
            tuple(facts["labels"]),
            facts["max_per_order"],
            facts["companion_release_min"],
            quotas_of(facts.get("quotas"), facts.get("quota_release_min", RELEASE_MIN)),
        ),
    )


@transaction.atomic
def arrange(wishes: Sequence[Wish], *, desk: Desk, verb: str) -> Arranged:
    """Do all wishes or none, as one step of this person; the trail gets one entry with before and after.

    Raises `ChangedMeanwhile` when a screening is no longer what was seen, `ScreeningOnSale`, `StartPast`, and what
    `plan_screenings` and `replan_screenings` raise.
    """
    now = clock.now()
    rows = _locked((wish.screening for wish in wishes if wish.screening), desk)
    for wish in wishes:
        row = rows.get(wish.screening) if wish.screening else None
        if row is not None and wish.seen is not None and row.edits != wish.seen:
            raise ChangedMeanwhile(screening=row.id)
        if wish.plan and wish.plan.starts_at <= now and (row is None or row.starts_at != wish.plan.starts_at):
            raise StartPast(screening=wish.screening)
    _before_sale(rows.values(), now)
    before = {row.id: facts_of(row) for row in rows.values()}
    _remove([wish.screening for wish in wishes if wish.plan is None and wish.screening])
    replan_screenings({wish.screening: wish.plan for wish in wishes if wish.plan and wish.screening})
    new = plan_screenings([wish.plan for wish in wishes if wish.plan and not wish.screening])
    touched = [*before, *new]
    return _kept(touched, before, desk=desk, verb=verb)


def undo(desk: Desk) -> Arranged:
    """Take back this person's last step of the week. Raises `NothingToUndo`, and `ChangedMeanwhile` when what it
    made is no longer so: a colleague's change is never undone with it."""
    return _turn(desk, _last_standing, "after", "before", "undo")


def redo(desk: Desk) -> Arranged:
    """Do again what was taken back last. Raises as `undo`."""
    return _turn(desk, _first_undone, "before", "after", "redo")


@transaction.atomic
def publish_week(seen: Mapping[int, int], *, at: datetime | None, desk: Desk) -> int:
    """Publish these screenings (id to the edits seen) now or at an instant, and remember the week as it then is.

    Raises `ChangedMeanwhile`, `PublicationPast`, `PublishedTooLate`. Returns how many changed.
    """
    now = clock.now()
    if at is not None and at <= now:
        raise PublicationPast(at=at)
    rows = _locked(seen, desk)
    for row in rows.values():
        if row.edits != seen[row.id]:
            raise ChangedMeanwhile(screening=row.id)
    late = [row.id for row in rows.values() if row.starts_at <= (at or now)]
    if late:
        raise PublishedTooLate(screening=late[0], count=len(late))
    _before_sale(rows.values(), now)
    before = {row.id: facts_of(row) for row in rows.values()}
    count = publish_screenings(rows, at=at, cinema=desk.cinema, actor=desk.user, actor_label="staff")
    if count:
        _remember(desk, at or now)
        _kept(list(before), before, desk=desk, verb="publish", told=True)
    return count


@transaction.atomic
def unpublish(seen: Mapping[int, int], *, desk: Desk) -> Arranged:
    """Make drafts again of screenings still to be published. Raises `ChangedMeanwhile`, `ScreeningOnSale`."""
    rows = _locked(seen, desk)
    for row in rows.values():
        if row.edits != seen[row.id]:
            raise ChangedMeanwhile(screening=row.id)
    _before_sale(rows.values(), clock.now())
    before = {row.id: facts_of(row) for row in rows.values()}
    Screening.objects.filter(id__in=rows).update(state=DRAFT, published_at=None)
    return _kept(list(before), before, desk=desk, verb="unpublish")


def _locked(ids: Iterable[int], desk: Desk) -> dict[int, Screening]:
    wanted = set(ids)
    rows = (
        Screening.objects.filter(id__in=wanted, cinema=desk.cinema)
        .order_by("id")
        .select_for_update(of=("self",))
    )
    found = {row.id: row for row in rows}
    for gone in sorted(wanted - found.keys()):
        if PlanStep.objects.filter(cinema=desk.cinema, items__contains=[{"id": gone}]).exists():
            raise ChangedMeanwhile(screening=gone)
        raise ScreeningUnknown(screening=gone)
    return found


def _before_sale(rows: Iterable[Screening], now: datetime) -> None:
    for row in rows:
        coming = row.state == PUBLISHED and row.published_at is not None and row.published_at > now
        if row.state != DRAFT and not coming:
            raise ScreeningOnSale(screening=row.id)


def _remove(ids: Sequence[int]) -> None:
    if ids:
        Screening.objects.filter(id__in=ids).delete()


def _kept(
    touched: Sequence[int], before: Mapping[int, Facts], *, desk: Desk, verb: str, told: bool = False
) -> Arranged:
    """Write the step, and the trail unless it was told already."""
    after = {row.id: facts_of(row) for row in Screening.objects.filter(id__in=touched)}
    items = [{"id": id, "before": before.get(id), "after": after.get(id)} for id in touched]
    items = [item for item in items if item["before"] != item["after"]]
    if items:
        PlanStep.objects.filter(
            cinema=desk.cinema, week=desk.week, user=desk.user, undone_at__isnull=False
        ).delete()
        PlanStep.objects.create(
            cinema_id=desk.cinema, week=desk.week, user_id=desk.user, at=clock.now(), verb=verb, items=items
        )
        if not told:
            _tell(items, desk=desk, verb=verb)
    return _arranged(items, verb)


def _arranged(items: Sequence[Mapping[str, Any]], verb: str) -> Arranged:
    sides = [item[side] for item in items for side in ("before", "after") if item[side]]
    starts = tuple(datetime.fromisoformat(facts["starts_at"]) for facts in sides)
    return Arranged(verb, tuple(item["id"] for item in items), starts)


def _tell(items: Sequence[Mapping[str, Any]], *, desk: Desk, verb: str) -> None:
    """One entry: of one screening what changed of it, of many their number and ids."""
    if len(items) == 1:
        subject, facts = f"screening:{items[0]['id']}", _differences(items[0])
    else:
        subject = f"programme:{desk.week.isoformat()}"
        facts = {"count": len(items), "screenings": [item["id"] for item in items]}
    accounts.record(
        f"plan_{verb}", subject=subject, actor=desk.user, actor_label="staff", cinema=desk.cinema, facts=facts
    )


def _differences(item: Mapping[str, Any]) -> dict[str, Any]:
    before, after = item["before"] or {}, item["after"] or {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before[name] for name in names if name in before},
        "after": {name: after[name] for name in names if name in after},
    }


def _last_standing(steps: Any) -> PlanStep | None:
    found: PlanStep | None = steps.filter(undone_at__isnull=True).order_by("-id").first()
    return found


def _first_undone(steps: Any) -> PlanStep | None:
    found: PlanStep | None = steps.filter(undone_at__isnull=False).order_by("id").first()
    return found


@transaction.atomic
def _turn(desk: Desk, pick: Callable[[Any], PlanStep | None], here: str, there: str, verb: str) -> Arranged:
    """Bring what a step touched from the one side of it to the other."""
    steps = PlanStep.objects.filter(cinema=desk.cinema, week=desk.week, user=desk.user)
    step = pick(steps.select_for_update())
    if step is None:
        raise NothingToUndo
    now = clock.now()
    rows = (
        Screening.objects.filter(id__in=[item["id"] for item in step.items])
        .order_by("id")
        .select_for_update()
    )
    found = {row.id: row for row in rows}
    for item in step.items:
        row = found.get(item["id"])
        if (facts_of(row) if row else None) != item[here]:
            raise ChangedMeanwhile(screening=item["id"])
    _before_sale(found.values(), now)
    _remove([item["id"] for item in step.items if item[there] is None])
    changed = {item["id"]: plan_of(item[there]) for item in step.items if item[here] and item[there]}
    replan_screenings(changed)
    back = {item["id"]: plan_of(item[there]) for item in step.items if not item[here]}
    plan_screenings(list(back.values()), ids=list(back))
    _restate({item["id"]: item[there] for item in step.items if item[there]}, now)
    step.undone_at = now if verb == "undo" else None
    step.save(update_fields=["undone_at"])
    turned = [{"id": item["id"], "before": item[here], "after": item[there]} for item in step.items]
    _tell(turned, desk=desk, verb=verb)
    return replace(_arranged(turned, verb), verb=step.verb)


def _restate(wanted: Mapping[int, Facts], now: datetime) -> None:
    """Give back state and publication; an instant that has passed meanwhile publishes nothing."""
    for id, facts in wanted.items():
        at = facts["published_at"] and datetime.fromisoformat(facts["published_at"])
        due = facts["state"] == PUBLISHED and at and at > now
        state, published_at = (PUBLISHED, at) if due else (DRAFT, None)
        rows = Screening.objects.filter(~Q(state=state) | ~Q(published_at=published_at), id=id)
        rows.update(state=state, published_at=published_at)


def _remember(desk: Desk, effective_at: datetime) -> None:
    """The week as visitors will see it."""
    zone = zone_of(desk.cinema)
    rows = week_screenings(desk.cinema, week=desk.week, zone=zone).filter(~Q(state=DRAFT))
    WeekPublication.objects.create(
        cinema_id=desk.cinema,
        week=desk.week,
        user_id=desk.user,
        made_at=clock.now(),
        effective_at=effective_at,
        screenings={str(row.id): {**facts_of(row), "film_id": row.film_id} for row in rows},
    )
