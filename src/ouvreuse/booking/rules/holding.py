"""The rule of holding seats, as plain Python: the twin of the SQL function ``hold_seats``.

The database decides in production; this model says the same thing readably, and a differential test holds
the two together on random lists of commands, answer by answer and refusal by refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

HOLD_SECONDS = 8 * 60
PAYING_SECONDS = 31 * 60  # after its hold's end no order is in payment any more: the provider's own limit
HOUSE = "house"
FOREVER = float("inf")


class Refused(Exception):
    """A refusal with the SQLSTATE and reason of the function."""

    def __init__(self, sqlstate: str, reason: str, places: tuple[int, ...] = ()) -> None:
        super().__init__(sqlstate, reason, places)
        self.sqlstate, self.reason, self.places = sqlstate, reason, places


@dataclass(frozen=True)
class Hall:
    """A screening on sale. Times in seconds of the one clock; ``kinds`` one letter a place."""

    kinds: str
    partners: tuple[int, ...]
    starts_at: float
    opens_at: float
    web_closes_at: float
    counter_closes_at: float
    ends_at: float = float("inf")
    counter_opens_at: float = float("-inf")
    state: str = "published"
    published_at: float = 0.0
    free_seating: bool = False
    max_per_order: int = 10
    companion_release: float = 1800.0
    cinema: int = 1
    quotas: Mapping[str, int] = field(default_factory=dict)
    quota_release: float = 1800.0


@dataclass(frozen=True)
class Hold:
    """One call of the verb."""

    order: int
    key: int
    browser: int | None
    channel: str
    screening: int
    places: tuple[int, ...] | None
    rates: tuple[str, ...]
    replacing: bool = False
    address: str = ""


@dataclass
class Held:
    """An order in the model."""

    id: int
    key: int
    browser: int | None
    channel: str
    cinema: int
    places: int
    held_until: float
    address: str
    state: str = "held"


@dataclass
class World:
    """All halls, orders by key, and claims: (screening, place) -> (order, until, rate)."""

    halls: dict[int, Hall]
    orders: dict[int, Held] = field(default_factory=dict)
    claims: dict[tuple[int, int], tuple[int, float, str]] = field(default_factory=dict)


def hold(world: World, command: Hold, *, now: float) -> tuple[int, float, bool]:
    """Take seats, all or nothing: (order, held until, fresh). Raises ``Refused`` and changes nothing."""
    _check_shape(command)
    hall = _hall_on_sale(world, command, now=now)
    known = world.orders.get(command.key)
    mine = _mine(world, known, command.screening)
    if known is not None:
        repeated = _repeat(known, command, mine, cinema=hall.cinema, now=now)
        if repeated:
            for place, rate in zip(
                sorted(mine) if command.places is None else command.places, command.rates, strict=True
            ):
                owner, until, _ = world.claims[command.screening, place]
                if known.state == "held":
                    world.claims[command.screening, place] = (owner, until, rate)
            return known.id, known.held_until, False
    order = known.id if known else command.order
    until = known.held_until if known else now + HOLD_SECONDS
    _check_caps(world, command, hall, known, mine, order=order, now=now)
    if command.places is not None:
        _check_company(hall, command.places, house=command.channel == HOUSE, now=now)
    _check_quota(world, command, hall, order=order, now=now)
    wanted = command.places or _free_places(world, command, hall, mine, order=order, now=now)
    taken = tuple(
        sorted(
            place
            for place in wanted
            if (claim := world.claims.get((command.screening, place)))
            and claim[0] != order
            and claim[1] > now
        )
    )
    if taken:
        raise Refused("OV409", "taken", taken)
    for place in mine - set(wanted):
        del world.claims[command.screening, place]
    for place, rate in zip(wanted, command.rates, strict=True):
        world.claims[command.screening, place] = (order, until, rate)
    if known:
        known.places += len(wanted) - len(mine)
    else:
        world.orders[command.key] = Held(
            order,
            command.key,
            command.browser,
            command.channel,
            hall.cinema,
            len(wanted),
            until,
            command.address,
        )
    return order, until, True


def _check_shape(command: Hold) -> None:
    count = len(command.rates)
    if not 1 <= count <= 50 or (command.places is not None and len(command.places) != count):
        raise Refused("OV400", "count")


def _hall_on_sale(world: World, command: Hold, *, now: float) -> Hall:
    hall = world.halls.get(command.screening)
    if hall is None:
        raise Refused("OV404", "unknown")
    if command.places is not None and len(set(command.places)) != len(command.places):
        raise Refused("OV400", "twice")
    if hall.state == "draft" or (hall.published_at > now and command.channel != HOUSE):
        raise Refused("OV404", "unknown")
    if hall.state == "cancelled":
        raise Refused("OV410", "cancelled")
    opens_at = {"web": hall.opens_at, "counter": hall.counter_opens_at}.get(command.channel, now)
    if opens_at > now:
        raise Refused("OV410", "early")
    closes_at = hall.web_closes_at if command.channel == "web" else hall.counter_closes_at
    if min(closes_at, hall.ends_at) <= now:
        raise Refused("OV410", "closed")
    if hall.free_seating != (command.places is None):
        raise Refused("OV400", "seating")
    return hall


def _mine(world: World, known: Held | None, screening: int) -> set[int]:
    if known is None:
        return set()
    return {
        place for (where, place), claim in world.claims.items() if where == screening and claim[0] == known.id
    }


def _repeat(known: Held, command: Hold, mine: set[int], *, cinema: int, now: float) -> bool:
    """True for the same choice again; raises when the key may not be used so."""
    if known.browser != command.browser or known.channel != command.channel or known.cinema != cinema:
        raise Refused("OV412", "foreign")
    same = len(mine) == len(command.rates) if command.places is None else mine == set(command.places)
    if known.state != "held":
        if same and known.state in ("paying", "confirmed"):
            return True
        raise Refused("OV412", "ended")
    if known.held_until <= now:
        raise Refused("OV408", "expired")
    if same:
        return True
    if mine and not command.replacing:
        raise Refused("OV412", "other")
    return False


def _check_caps(
    world: World, command: Hold, hall: Hall, known: Held | None, mine: set[int], *, order: int, now: float
) -> None:
    if command.channel != "web":
        return
    count = len(command.rates)
    if count > hall.max_per_order:
        raise Refused("OV429", "order")
    live = [o for o in world.orders.values() if _counts(o, now=now) and o.id != order]
    own = (known.places if known else 0) - len(mine)
    if (
        sum(o.places for o in live if o.browser is not None and o.browser == command.browser) + own + count
        > 20
    ):
        raise Refused("OV429", "browser")
    if command.address and sum(o.places for o in live if o.address == command.address) + count > 400:
        raise Refused("OV429", "address")


def _check_quota(world: World, command: Hold, hall: Hall, *, order: int, now: float) -> None:
    """No more places through a channel than it may sell, until all that is left is released (domain R8.4)."""
    quota = hall.quotas.get(command.channel)
    if quota is None or now >= hall.starts_at - hall.quota_release:
        return
    through = {each.id for each in world.orders.values() if each.channel == command.channel}
    taken = sum(
        where == command.screening and owner in through and owner != order and until > now
        for (where, _place), (owner, until, _rate) in world.claims.items()
    )
    if taken + len(command.rates) > quota:
        raise Refused("OV423", "quota")


def _counts(order: Held, *, now: float) -> bool:
    """Whether an order's seats count against the caps: held, or in payment."""
    if order.state == "paying":
        return order.held_until > now - PAYING_SECONDS
    return order.state == "held" and order.held_until > now


def _free_places(
    world: World, command: Hold, hall: Hall, mine: set[int], *, order: int, now: float
) -> tuple[int, ...]:
    free = [
        place
        for place, kind in enumerate(hall.kinds, start=1)
        if kind != "-"
        and not (
            (claim := world.claims.get((command.screening, place))) and claim[0] != order and claim[1] > now
        )
    ]
    if len(free) < len(command.rates):
        raise Refused("OV409", "full")
    last = {place for place, kind in enumerate(hall.kinds, start=1) if kind in "WC"}
    best = sorted(free, key=lambda place: (place not in mine, place in last, place))
    return tuple(sorted(best[: len(command.rates)]))


def _check_company(hall: Hall, wanted: tuple[int, ...], *, house: bool, now: float) -> None:
    """A duo seat goes with its other half, a companion's with its space; the house may keep any seat."""
    if not all(1 <= place <= len(hall.kinds) and hall.kinds[place - 1] != "-" for place in wanted):
        raise Refused("OV400", "place")
    apart = {hall.kinds[place - 1] for place in wanted if hall.partners[place - 1] not in wanted}
    if "D" in apart and not house:
        raise Refused("OV422", "duo")
    if "C" in apart and not house and now < hall.starts_at - hall.companion_release:
        raise Refused("OV422", "companion")


def begin_payment(world: World, key: int, *, now: float) -> bool:
    """Seats go in payment: for ever, until the provider has answered."""
    known = world.orders.get(key)
    if known is None or known.state != "held" or known.held_until <= now:
        return False
    known.state = "paying"
    for seat, claim in world.claims.items():
        if claim[0] == known.id:
            world.claims[seat] = (claim[0], FOREVER, claim[2])
    return True


def release(world: World, key: int) -> bool:
    """The seats are free again."""
    known = world.orders.get(key)
    if known is None or known.state not in ("held", "paying"):
        return False
    known.state = "expired"
    for seat in [seat for seat, claim in world.claims.items() if claim[0] == known.id]:
        del world.claims[seat]
    return True


def closed(hall: Hall) -> Hall:
    """The same hall, cancelled."""
    return replace(hall, state="cancelled")
