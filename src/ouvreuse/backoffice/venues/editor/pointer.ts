// Mouse, pen and finger on the drawing: choose, drag the chosen seats, or draw an area around some.

import type { Drawing } from "./drawing.ts";
import type { Chosen, Seat } from "./plan.ts";

interface Hand {
  chosen: () => Chosen;
  choose: (ids: Iterable<number>, add: boolean) => void;
  toggle: (id: number) => void;
  drop: (dx: number, dy: number) => void;
  snap: () => number;
  seats: () => readonly Seat[];
  area: () => boolean;
}

interface Spot {
  x: number;
  y: number;
}

const STILL = 5;

export class Pointer {
  #svg: SVGSVGElement;
  #drawing: Drawing;
  #hand: Hand;
  #from: (Spot & { clientX: number; clientY: number }) | null = null;
  #seat = 0;
  #moved = false;
  #add = false;

  constructor(svg: SVGSVGElement, drawing: Drawing, hand: Hand) {
    this.#svg = svg;
    this.#drawing = drawing;
    this.#hand = hand;
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    svg.addEventListener("pointerup", (event) => this.#up(event));
    svg.addEventListener("pointercancel", () => this.#forget());
  }

  // A finger on the empty sheet scrolls, unless an area is being drawn.
  #down(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    const seat = this.#drawing.seatAt(event.target);
    if (!seat && event.pointerType === "touch" && !this.#hand.area()) return;
    this.#from = { ...this.#drawing.at(event), clientX: event.clientX, clientY: event.clientY };
    this.#seat = seat;
    this.#moved = false;
    this.#add = event.shiftKey || event.ctrlKey || event.metaKey;
    this.#svg.setPointerCapture(event.pointerId);
    this.#svg.focus({ preventScroll: true });
    event.preventDefault();
  }

  #move(event: PointerEvent): void {
    if (!this.#from) return;
    const far = Math.hypot(event.clientX - this.#from.clientX, event.clientY - this.#from.clientY);
    if (!this.#moved && far < STILL) return;
    if (!this.#moved && this.#seat && !this.#hand.chosen().has(this.#seat))
      this.#hand.choose([this.#seat], this.#add);
    this.#moved = true;
    const to = this.#drawing.at(event);
    if (this.#seat) this.#drawing.shift(this.#hand.chosen(), ...this.#shift(to));
    else this.#drawing.area(this.#from, to);
  }

  #up(event: PointerEvent): void {
    const from = this.#from;
    if (!from) return;
    const to = this.#drawing.at(event);
    if (this.#seat && this.#moved) this.#hand.drop(...this.#shift(to));
    else if (this.#seat && this.#add) this.#hand.toggle(this.#seat);
    else if (this.#seat) this.#hand.choose([this.#seat], false);
    else this.#hand.choose(this.#moved ? this.#inside(from, to) : [], this.#add);
    this.#forget();
  }

  #forget(): void {
    this.#from = null;
    this.#drawing.area(null);
  }

  #shift(to: Spot): [number, number] {
    const from = this.#from ?? to;
    const snap = this.#hand.snap();
    const step = (value: number): number => (snap ? Math.round(value / snap) * snap : value);
    return [step(to.x - from.x), step(to.y - from.y)];
  }

  #inside(from: Spot, to: Spot): number[] {
    const between = (value: number, one: number, two: number): boolean =>
      value >= Math.min(one, two) && value <= Math.max(one, two);
    return this.#hand
      .seats()
      .filter((seat) => between(seat.x + 0.5, from.x, to.x) && between(seat.y + 0.5, from.y, to.y))
      .map((seat) => seat.id);
  }
}

// The nearest seat in that direction as drawn, so that aisles and curves feel natural.
export function nearest(seats: readonly Seat[], from: number, dx: number, dy: number): number {
  const here = seats.find((seat) => seat.id === from);
  if (!here) return seats[0]?.id ?? 0;
  let best = 0;
  let least = Infinity;
  for (const seat of seats) {
    const along = (seat.x - here.x) * dx + (seat.y - here.y) * dy;
    const across = Math.abs(dx ? seat.y - here.y : seat.x - here.x);
    const far = along + across * 4;
    if (along > 0.3 && far < least) {
      least = far;
      best = seat.id;
    }
  }
  return best;
}
