// The same seats as a list: rows one opens, a line of fields for each seat. For who does not see a drawing.

import { KINDS, change, rows, setKind, type Chosen, type Kind, type Plan, type Seat } from "./plan.ts";

export interface ListWords {
  row: string;
  number: string;
  kind: string;
  zone: string;
  partner: string;
  choose: string;
  none: string;
  seats: string;
  kinds: Record<string, string>;
}

export type Edit = (make: (plan: Plan) => Plan) => void;

export class SeatList {
  #host: HTMLElement;
  #words: ListWords;
  #edit: Edit;
  #choose: (id: number, on: boolean) => void;
  #open = new Set<string>();

  constructor(host: HTMLElement, words: ListWords, edit: Edit, choose: (id: number, on: boolean) => void) {
    this.#host = host;
    this.#words = words;
    this.#edit = edit;
    this.#choose = choose;
  }

  draw(plan: Plan, chosen: Chosen): void {
    if (this.#host.hidden) return;
    const focus =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset["field"] : "";
    this.#host.replaceChildren(...rows(plan.seats).map(([name, row]) => this.#row(plan, name, row, chosen)));
    if (focus) this.#host.querySelector<HTMLElement>(`[data-field="${CSS.escape(focus)}"]`)?.focus();
  }

  #row(plan: Plan, name: string, row: Seat[], chosen: Chosen): HTMLElement {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = `${this.#words.row} ${name || "?"} (${this.#words.seats.replace("{count}", String(row.length))})`;
    details.append(summary);
    const fill = (): void => {
      if (details.open && !details.querySelector("table")) details.append(this.#table(plan, row, chosen));
    };
    details.open = this.#open.has(name);
    fill();
    details.addEventListener("toggle", () => {
      if (details.open) this.#open.add(name);
      else this.#open.delete(name);
      fill();
    });
    return details;
  }

  #table(plan: Plan, row: Seat[], chosen: Chosen): HTMLElement {
    const scroll = document.createElement("div");
    scroll.className = "table-scroll";
    const table = document.createElement("table");
    const words = this.#words;
    const head = table.createTHead().insertRow();
    for (const word of [words.choose, words.row, words.number, words.kind, words.zone, words.partner]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = word;
      head.append(cell);
    }
    const body = table.createTBody();
    for (const seat of row) this.#line(body.insertRow(), plan, seat, chosen);
    scroll.append(table);
    return scroll;
  }

  #line(line: HTMLTableRowElement, plan: Plan, seat: Seat, chosen: Chosen): void {
    const words = this.#words;
    const only = new Set([seat.id]);
    const called = `${seat.row}${seat.number}`;
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = chosen.has(seat.id);
    tick.addEventListener("change", () => this.#choose(seat.id, tick.checked));
    const zones: [string, string][] = [
      ["", words.none],
      ...plan.zones.map((zone): [string, string] => [zone.code, zone.code]),
    ];
    const partners = plan.seats
      .filter((each) => each.id !== seat.id && each.kind === (seat.kind === "C" ? "W" : "D"))
      .map((each): [string, string] => [String(each.id), `${each.row}${each.number}`]);
    const fields: [HTMLElement, string, string][] = [
      [tick, words.choose, "tick"],
      [
        this.#text(seat.row, (row) => this.#edit((now) => change(now, only, () => ({ row })))),
        words.row,
        "row",
      ],
      [
        this.#text(seat.number, (number) => this.#edit((now) => change(now, only, () => ({ number })))),
        words.number,
        "number",
      ],
      [
        this.#select(
          KINDS.map((kind): [string, string] => [kind, words.kinds[kind] ?? kind]),
          seat.kind,
          (kind) => this.#edit((now) => setKind(now, only, kind as Kind)),
        ),
        words.kind,
        "kind",
      ],
      [
        this.#select(zones, seat.zone, (zone) => this.#edit((now) => change(now, only, () => ({ zone })))),
        words.zone,
        "zone",
      ],
    ];
    if (seat.kind === "C" || seat.kind === "D") {
      const choice = this.#select([["0", words.none], ...partners], String(seat.partner), (id) =>
        this.#edit((now) => this.#bound(now, seat, Number(id))),
      );
      fields.push([choice, words.partner, "partner"]);
    }
    if (fields.length < 6) line.insertCell(); // names nobody
    for (const [field, word, key] of fields.reverse()) {
      field.setAttribute("aria-label", `${word}, ${called}`);
      field.dataset["field"] = `${seat.id}-${key}`;
      line.insertCell(0).append(field);
    }
  }

  #bound(plan: Plan, seat: Seat, partner: number): Plan {
    const one = change(plan, new Set([seat.id]), () => ({ partner }));
    return seat.kind === "D" && partner ? change(one, new Set([partner]), () => ({ partner: seat.id })) : one;
  }

  #text(value: string, edit: (value: string) => void): HTMLInputElement {
    const field = document.createElement("input");
    field.value = value;
    field.maxLength = 8;
    field.size = 4;
    field.className = "control";
    field.addEventListener("change", () => edit(field.value.trim()));
    return field;
  }

  #select(
    choices: readonly [string, string][],
    value: string,
    edit: (value: string) => void,
  ): HTMLSelectElement {
    const field = document.createElement("select");
    field.className = "control";
    for (const [key, word] of choices) field.add(new Option(word, key, false, key === value));
    field.addEventListener("change", () => edit(field.value));
    return field;
  }
}
