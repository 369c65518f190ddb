// A plan as it is drawn: values that are never changed, so that a step back is the value before.

export const KINDS = ["S", "W", "T", "C", "D", "E"] as const;
export type Kind = (typeof KINDS)[number];
export const STAGES = ["top", "right", "bottom", "left"] as const;
export type Stage = (typeof STAGES)[number];

export interface Seat {
  readonly id: number;
  readonly row: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  readonly kind: Kind;
  readonly partner: number;
  readonly zone: string;
}

export interface Zone {
  readonly code: string;
  readonly name_fr: string;
  readonly name_en: string;
  readonly supplement: string;
}

export interface Plan {
  readonly stage: Stage;
  readonly zones: readonly Zone[];
  readonly seats: readonly Seat[];
}

export type Chosen = ReadonlySet<number>;

export const EMPTY: Plan = { stage: "top", zones: [], seats: [] };
const COMPANIONS = 3;
const REACH = 1.6;

const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
const number = (value: unknown): number => (Number.isFinite(Number(value)) ? Number(value) : 0);

// What the server sent, however it came: the server judges what is kept.
export function read(source: string): Plan {
  let found: unknown;
  try {
    found = JSON.parse(source);
  } catch {
    return EMPTY;
  }
  const document = (found ?? {}) as Record<string, unknown>;
  const list = (value: unknown): Record<string, unknown>[] =>
    Array.isArray(value) ? value.filter((each) => each && typeof each === "object") : [];
  const seats = list(document["seats"]).map((each, index) => ({
    id: number(each["place"]) || index + 1,
    row: text(each["row"]),
    number: text(each["number"]),
    x: number(each["x"]),
    y: number(each["y"]),
    kind: KINDS.find((kind) => kind === each["kind"]) ?? "S",
    partner: number(each["partner"]),
    zone: text(each["zone"]),
  }));
  const zones = list(document["zones"]).map((each) => ({
    code: text(each["code"]),
    name_fr: text(each["name_fr"]),
    name_en: text(each["name_en"]),
    supplement: text(each["supplement"]),
  }));
  const stage = STAGES.find((each) => each === document["stage"]) ?? "top";
  return { stage, zones, seats };
}

export function write(plan: Plan): string {
  const seats = plan.seats.map(({ id, ...rest }) => ({
    place: id,
    ...rest,
    x: round(rest.x),
    y: round(rest.y),
  }));
  return JSON.stringify({ format: "ouvreuse-seat-map", stage: plan.stage, zones: plan.zones, seats });
}

export const round = (value: number): number => Math.round(value * 100) / 100 || 0;
export const nextId = (plan: Plan): number =>
  plan.seats.reduce((most, seat) => Math.max(most, seat.id), 0) + 1;
export const byX = (one: Seat, two: Seat): number => one.x - two.x;

export function chosenSeats(plan: Plan, chosen: Chosen): Seat[] {
  return plan.seats.filter((seat) => chosen.has(seat.id));
}

export function change(plan: Plan, chosen: Chosen, make: (seat: Seat) => Partial<Seat>): Plan {
  return {
    ...plan,
    seats: plan.seats.map((seat) => (chosen.has(seat.id) ? { ...seat, ...make(seat) } : seat)),
  };
}

// Rows from the screen to the back, each from the left.
export function rows(seats: readonly Seat[]): [string, Seat[]][] {
  const found = new Map<string, Seat[]>();
  for (const seat of seats) {
    const row = found.get(seat.row);
    if (row) row.push(seat);
    else found.set(seat.row, [seat]);
  }
  const depth = (row: Seat[]): number => row.reduce((sum, seat) => sum + seat.y, 0) / row.length;
  return [...found]
    .map(([name, row]): [string, Seat[], number] => [name, row.sort(byX), depth(row)])
    .sort((one, two) => one[2] - two[2])
    .map(([name, row]) => [name, row]);
}

// Who named a seat that is gone, or that is no longer of the kind they need, names nobody.
function settled(plan: Plan): Plan {
  const kinds = new Map(plan.seats.map((seat) => [seat.id, seat]));
  const seats = plan.seats.map((seat) => {
    const partner = kinds.get(seat.partner);
    const good =
      seat.kind === "C"
        ? partner?.kind === "W"
        : seat.kind === "D"
          ? partner?.kind === "D" && partner.partner === seat.id
          : seat.partner === 0;
    return good || seat.partner === 0 ? seat : { ...seat, partner: 0 };
  });
  return { ...plan, seats };
}

export function remove(plan: Plan, chosen: Chosen): Plan {
  return settled({ ...plan, seats: plan.seats.filter((seat) => !chosen.has(seat.id)) });
}

export function setKind(plan: Plan, chosen: Chosen, kind: Kind): Plan {
  const changed = settled(
    change(plan, chosen, (seat) => ({ kind, partner: seat.kind === kind ? seat.partner : 0 })),
  );
  if (kind === "C") return bind(changed, chosen);
  return kind === "D" ? pair(changed, chosen) : changed;
}

const distance = (one: Seat, two: Seat): number => Math.hypot(one.x - two.x, one.y - two.y);

// Companions go to a space among the chosen seats if there is one, else to the nearest with room.
export function bind(plan: Plan, chosen: Chosen): Plan {
  const inside = plan.seats.filter((seat) => seat.kind === "W" && chosen.has(seat.id));
  const spaces = inside.length ? inside : plan.seats.filter((seat) => seat.kind === "W");
  const load = new Map<number, number>();
  for (const seat of plan.seats)
    if (seat.kind === "C" && !chosen.has(seat.id)) load.set(seat.partner, (load.get(seat.partner) ?? 0) + 1);
  return change(plan, chosen, (seat) => {
    if (seat.kind !== "C") return {};
    const room = spaces.filter((space) => (load.get(space.id) ?? 0) < COMPANIONS);
    const nearest = room.sort((one, two) => distance(one, seat) - distance(two, seat))[0];
    if (nearest) load.set(nearest.id, (load.get(nearest.id) ?? 0) + 1);
    return { partner: nearest?.id ?? 0 };
  });
}

// Neighbours of a row become the halves of a duo, from the left.
export function pair(plan: Plan, chosen: Chosen): Plan {
  const partners = new Map<number, number>();
  for (const [, row] of rows(
    chosenSeats(plan, chosen).filter((seat) => seat.kind === "D" && !seat.partner),
  )) {
    for (let index = 0; index + 1 < row.length; index++) {
      const [one, two] = [row[index], row[index + 1]];
      if (!one || !two || distance(one, two) > REACH) continue;
      partners.set(one.id, two.id).set(two.id, one.id);
      index++;
    }
  }
  return change(plan, new Set(partners.keys()), (seat) => ({ partner: partners.get(seat.id) ?? 0 }));
}

// Seats the server will refuse, as far as one can tell here.
export function doubtful(plan: Plan): Set<number> {
  const wrong = new Set<number>();
  const named = new Map<string, number>();
  const placed = new Map<string, number>();
  for (const seat of plan.seats) {
    const keys: [Map<string, number>, string][] = [
      [named, `${seat.row} ${seat.number}`],
      [placed, `${Math.round(seat.x * 2)} ${Math.round(seat.y * 2)}`],
    ];
    for (const [known, key] of keys) {
      const other = known.get(key);
      if (other !== undefined) wrong.add(other).add(seat.id);
      known.set(key, seat.id);
    }
    if (!seat.row.trim() || !seat.number.trim()) wrong.add(seat.id);
    if ((seat.kind === "C" || seat.kind === "D") && !seat.partner) wrong.add(seat.id);
  }
  return wrong;
}

// T-12: two spaces up to 50 seats, one more for each started 50 beyond.
export const legalMinimum = (seats: number): number => 2 + Math.max(0, Math.ceil((seats - 50) / 50));
