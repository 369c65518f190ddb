// The plan as an SVG: one element a seat, and only what changed is touched again.

import { type Chosen, type Plan, type Seat } from "./plan.ts";

const SVG = "http://www.w3.org/2000/svg";
const MARKS: Record<string, string> = { W: "♿", T: "T", C: "A", D: "♥", E: "E" };
const MARGIN = 3;
export const SCALES = [12, 16, 20, 26, 34, 44, 56];

interface Drawn {
  group: SVGGElement;
  label: SVGTextElement;
  seat: Seat | null;
  zone: number;
}

export class Drawing {
  readonly svg: SVGSVGElement;
  #seats = new Map<number, Drawn>();
  #layer = make("g");
  #rows = make("g", "row-names");
  #links = make("g", "links");
  #stage = make("text", "stage");
  #area = make("rect", "area");
  #scale = 3;
  #box = { x: -MARGIN, y: -MARGIN, width: 10, height: 10 };

  constructor(svg: SVGSVGElement, screen: string) {
    this.svg = svg;
    this.#stage.textContent = screen;
    this.#area.setAttribute("visibility", "hidden");
    svg.append(this.#stage, this.#links, this.#rows, this.#layer, this.#area);
  }

  get scale(): number {
    return SCALES[this.#scale] ?? 26;
  }

  zoom(step: number): void {
    this.#scale = Math.max(0, Math.min(SCALES.length - 1, this.#scale + step));
    this.#size();
  }

  // The largest scale at which the whole plan is seen.
  fit(width: number): void {
    const wanted = width / this.#box.width;
    this.#scale = Math.max(0, SCALES.filter((each) => each <= wanted).length - 1);
    this.#size();
  }

  // Where the pointer is, in seat widths.
  at(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const frame = this.svg.getBoundingClientRect();
    return {
      x: (event.clientX - frame.left) / this.scale + this.#box.x,
      y: (event.clientY - frame.top) / this.scale + this.#box.y,
    };
  }

  seatAt(target: EventTarget | null): number {
    const group = target instanceof Element ? target.closest<SVGGElement>("g[data-id]") : null;
    return Number(group?.dataset["id"] ?? 0);
  }

  draw(plan: Plan, wrong: ReadonlySet<number>): void {
    const kept = new Set<number>();
    const zones = new Map(plan.zones.map((zone, index) => [zone.code, (index % 4) + 1]));
    for (const seat of plan.seats) {
      kept.add(seat.id);
      const drawn = this.#seats.get(seat.id) ?? this.#born(seat.id);
      const zone = zones.get(seat.zone) ?? 0;
      if (drawn.seat !== seat || drawn.zone !== zone) this.#put(drawn, seat, zone);
      drawn.group.classList.toggle("wrong", wrong.has(seat.id));
    }
    for (const [id, drawn] of this.#seats) {
      if (kept.has(id)) continue;
      drawn.group.remove();
      this.#seats.delete(id);
    }
    this.#frame(plan);
    this.#names(plan);
    this.#bonds(plan);
  }

  mark(chosen: Chosen, cursor: number): void {
    for (const [id, { group }] of this.#seats) {
      group.classList.toggle("chosen", chosen.has(id));
      group.classList.toggle("cursor", id === cursor);
    }
  }

  // While they are dragged seats are only shown elsewhere.
  shift(chosen: Chosen, dx: number, dy: number): void {
    for (const id of chosen) {
      const drawn = this.#seats.get(id);
      if (drawn?.seat) place(drawn.group, drawn.seat.x + dx, drawn.seat.y + dy);
    }
  }

  area(from: { x: number; y: number } | null, to?: { x: number; y: number }): void {
    this.#area.setAttribute("visibility", from && to ? "visible" : "hidden");
    if (!from || !to) return;
    set(this.#area, {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    });
  }

  show(id: number): void {
    this.#seats.get(id)?.group.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #born(id: number): Drawn {
    const group = make("g", "seat");
    const shape = make("rect", "chair");
    set(shape, { x: 0.08, y: 0.08, width: 0.84, height: 0.84, rx: 0.16 });
    const label = make("text");
    set(label, { x: 0.5, y: 0.66 });
    group.dataset["id"] = String(id);
    group.append(shape, label);
    this.#layer.append(group);
    const drawn = { group, label, seat: null, zone: 0 };
    this.#seats.set(id, drawn);
    return drawn;
  }

  #put(drawn: Drawn, seat: Seat, zone: number): void {
    place(drawn.group, seat.x, seat.y);
    drawn.label.textContent = MARKS[seat.kind] ?? seat.number;
    drawn.group.setAttribute("class", `seat kind-${seat.kind}${zone ? ` in-zone-${zone}` : ""}`);
    drawn.seat = seat;
    drawn.zone = zone;
  }

  #frame(plan: Plan): void {
    const xs = plan.seats.map((seat) => seat.x);
    const ys = plan.seats.map((seat) => seat.y);
    const [left, top] = [Math.min(0, ...xs) - MARGIN, Math.min(0, ...ys) - MARGIN];
    const right = Math.max(12, ...xs) + 1 + MARGIN;
    const bottom = Math.max(4, ...ys) + 1 + MARGIN;
    this.#box = { x: left, y: top, width: right - left, height: bottom - top };
    this.#size();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const at = {
      top: [x, top + 1, 0],
      bottom: [x, bottom - 0.6, 0],
      left: [left + 1, y, -90],
      right: [right - 1, y, 90],
    }[plan.stage];
    this.#stage.setAttribute("transform", `translate(${at[0]} ${at[1]}) rotate(${at[2]})`);
  }

  #size(): void {
    const { x, y, width, height } = this.#box;
    set(this.svg, {
      viewBox: `${x} ${y} ${width} ${height}`,
      width: width * this.scale,
      height: height * this.scale,
    });
  }

  #names(plan: Plan): void {
    const first = new Map<string, Seat>();
    for (const seat of plan.seats)
      if (seat.x < (first.get(seat.row)?.x ?? Infinity)) first.set(seat.row, seat);
    const names = [...first].map(([name, seat]) => {
      const label = make("text");
      set(label, { x: seat.x - 0.6, y: seat.y + 0.66 });
      label.textContent = name;
      return label;
    });
    this.#rows.replaceChildren(...names);
  }

  #bonds(plan: Plan): void {
    const at = new Map(plan.seats.map((seat) => [seat.id, seat]));
    const lines = plan.seats.flatMap((seat) => {
      const partner = at.get(seat.partner);
      if (!partner) return [];
      const line = make("line");
      set(line, { x1: seat.x + 0.5, y1: seat.y + 0.5, x2: partner.x + 0.5, y2: partner.y + 0.5 });
      return [line];
    });
    this.#links.replaceChildren(...lines);
  }
}

function make<K extends keyof SVGElementTagNameMap>(tag: K, look = ""): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  if (look) made.setAttribute("class", look);
  return made;
}

function set(element: SVGElement, facts: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(facts)) element.setAttribute(name, String(value));
}

function place(group: SVGGElement, x: number, y: number): void {
  group.setAttribute("transform", `translate(${x} ${y})`);
}
