// Where seats stand and what they are called: rows, curves, aisles, turns, numbering.

import { byX, change, chosenSeats, nextId, rows, type Chosen, type Plan, type Seat } from "./plan.ts";

export interface NewRows {
  rows: number;
  seats: number;
  spacing: number;
  depth: number;
  radius: number;
  aisles: readonly number[];
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"; // no I and no O: they read as 1 and 0

export function rowName(index: number): string {
  const letter = LETTERS[index % LETTERS.length] ?? "A";
  return letter.repeat(Math.floor(index / LETTERS.length) + 1);
}

function freeNames(plan: Plan, count: number): string[] {
  const used = new Set(plan.seats.map((seat) => seat.row));
  const found: string[] = [];
  for (let index = 0; found.length < count; index++) {
    const name = rowName(index);
    if (!used.has(name)) found.push(name);
  }
  return found;
}

const middle = (seats: readonly Seat[]): { x: number; y: number } => {
  const xs = seats.map((seat) => seat.x);
  const ys = seats.map((seat) => seat.y);
  return {
    x: (Math.min(...xs) + Math.max(...xs)) / 2,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
  };
};

// Behind the last row, around the middle of the hall.
export function addRows(plan: Plan, asked: NewRows): [Plan, Set<number>] {
  const centre = plan.seats.length ? middle(plan.seats).x : 0;
  const last = plan.seats.reduce((most, seat) => Math.max(most, seat.y), -asked.depth);
  const width = (asked.seats - 1) * asked.spacing + asked.aisles.length;
  let id = nextId(plan);
  const made: Seat[] = [];
  const names = freeNames(plan, asked.rows);
  const fresh = new Set<number>();
  names.forEach((row, index) => {
    let x = Math.round((centre - width / 2) * 2) / 2;
    for (let seat = 1; seat <= asked.seats; seat++) {
      made.push({
        id, row, number: String(seat), x, y: last + asked.depth * (index + 1), kind: "S", partner: 0, zone: "",
      }); // prettier-ignore
      fresh.add(id++);
      x += asked.spacing + (asked.aisles.includes(seat) ? 1 : 0);
    }
  });
  const grown = { ...plan, seats: [...plan.seats, ...made] };
  return [asked.radius ? curve(grown, fresh, asked.radius) : grown, fresh];
}

// Each row on a circle of that radius around the screen's side, its seats as far apart as before; 0 makes it straight.
export function curve(plan: Plan, chosen: Chosen, radius: number): Plan {
  const places = new Map<number, { x: number; y: number }>();
  for (const [, row] of rows(chosenSeats(plan, chosen))) {
    const along = [0];
    row.slice(1).forEach((seat, index) => {
      const before = row[index];
      const step = before ? Math.hypot(seat.x - before.x, seat.y - before.y) : 1;
      along.push((along[index] ?? 0) + step);
    });
    const half = (along[along.length - 1] ?? 0) / 2;
    const { x: centre } = middle(row);
    const back = Math.max(...row.map((seat) => seat.y));
    row.forEach((seat, index) => {
      const arc = (along[index] ?? 0) - half;
      const angle = radius ? arc / radius : 0;
      places.set(
        seat.id,
        radius
          ? { x: centre + radius * Math.sin(angle), y: back - radius * (1 - Math.cos(angle)) }
          : { x: centre + arc, y: back },
      );
    });
  }
  return change(plan, chosen, (seat) => places.get(seat.id) ?? {});
}

export function move(plan: Plan, chosen: Chosen, dx: number, dy: number): Plan {
  return change(plan, chosen, (seat) => ({ x: seat.x + dx, y: seat.y + dy }));
}

export function rotate(plan: Plan, chosen: Chosen, degrees: number): Plan {
  const block = chosenSeats(plan, chosen);
  if (!block.length) return plan;
  const { x, y } = middle(block);
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return change(plan, chosen, (seat) => ({
    x: x + (seat.x - x) * cos - (seat.y - y) * sin,
    y: y + (seat.x - x) * sin + (seat.y - y) * cos,
  }));
}

// Opens a gap before the first chosen seat of each row: it and all at its right move.
export function aisle(plan: Plan, chosen: Chosen, width: number): Plan {
  const first = new Map(rows(chosenSeats(plan, chosen)).map(([name, row]) => [name, row[0]?.x ?? 0]));
  return {
    ...plan,
    seats: plan.seats.map((seat) =>
      seat.x >= (first.get(seat.row) ?? Infinity) - 0.01 ? { ...seat, x: seat.x + width } : seat,
    ),
  };
}

// The same block again, behind, under free row names.
export function copy(plan: Plan, chosen: Chosen): [Plan, Set<number>] {
  const block = chosenSeats(plan, chosen);
  const names = [...rows(block)].map(([name]) => name);
  const fresh = freeNames(plan, names.length);
  const back = plan.seats.reduce((most, seat) => Math.max(most, seat.y), 0);
  const front = Math.min(...block.map((seat) => seat.y));
  const start = nextId(plan);
  const ids = new Map(block.map((seat, index) => [seat.id, start + index]));
  const made = block.map((seat) => ({
    ...seat,
    id: ids.get(seat.id) ?? 0,
    row: fresh[names.indexOf(seat.row)] ?? seat.row,
    y: seat.y - front + back + 1,
    partner: ids.get(seat.partner) ?? 0,
  }));
  return [{ ...plan, seats: [...plan.seats, ...made] }, new Set(ids.values())];
}

export type Scheme = "right" | "left" | "odd-left" | "odd-right";

// Numbers of each chosen row: from the left, from the right, or odd on one side and even on the other, from the centre.
export function renumber(plan: Plan, chosen: Chosen, scheme: Scheme, start: number): Plan {
  const numbers = new Map<number, number>();
  const centre = plan.seats.length ? middle(plan.seats).x : 0;
  for (const [, row] of rows(chosenSeats(plan, chosen))) {
    if (scheme === "right" || scheme === "left") {
      const ordered = scheme === "right" ? row : [...row].reverse();
      ordered.forEach((seat, index) => numbers.set(seat.id, start + index));
      continue;
    }
    const left = row.filter((seat) => seat.x < centre).sort((one, two) => byX(two, one));
    const right = row.filter((seat) => seat.x >= centre);
    const [odd, even] = scheme === "odd-left" ? [left, right] : [right, left];
    const first = start % 2 ? start : start + 1;
    odd.forEach((seat, index) => numbers.set(seat.id, first + 2 * index));
    even.forEach((seat, index) => numbers.set(seat.id, first + 1 + 2 * index));
  }
  return change(plan, chosen, (seat) => ({ number: String(numbers.get(seat.id) ?? seat.number) }));
}

// Names of the chosen rows, from the screen or from the back; letters skip I and O.
export function rename(
  plan: Plan,
  chosen: Chosen,
  scheme: "letters" | "numbers",
  start: number,
  back: boolean,
): Plan {
  const order = rows(chosenSeats(plan, chosen)).map(([name]) => name);
  if (back) order.reverse();
  const names = new Map(
    order.map((name, index) => [
      name,
      scheme === "letters" ? rowName(start - 1 + index) : String(start + index),
    ]),
  );
  return change(plan, chosen, (seat) => ({ row: names.get(seat.row) ?? seat.row }));
}
