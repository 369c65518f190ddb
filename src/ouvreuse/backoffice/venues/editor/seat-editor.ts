// Draws a hall over the page's own form: it fills the field of data, the server judges and keeps. Its buttons and
// words come from the page.

import { Drawing } from "./drawing.ts";
import { History } from "./history.ts";
import { SeatList, type ListWords } from "./list.ts";
import { nearest, Pointer } from "./pointer.ts";
import {
  KINDS, STAGES, bind, change, chosenSeats, doubtful, legalMinimum, pair, read, remove, setKind, write,
  type Kind, type Plan,
} from "./plan.ts"; // prettier-ignore
import { addRows, aisle, copy, curve, move, rename, renumber, rotate, type Scheme } from "./shapes.ts";

interface Words extends ListWords {
  seat: string;
  counted: string;
  chosen: string;
  nothing: string;
  law: string;
  short: string;
  look: string;
  undone: string;
  redone: string;
  done: string;
  screen: string;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
}; // prettier-ignore

class SeatEditor extends HTMLElement {
  #words = JSON.parse(this.dataset["words"] ?? "{}") as Words;
  #field!: HTMLTextAreaElement;
  #history!: History;
  #drawing!: Drawing;
  #list!: SeatList;
  #chosen = new Set<number>();
  #cursor = 0;
  #sent = false;

  connectedCallback(): void {
    const field = document.querySelector<HTMLTextAreaElement>("#document");
    const svg = this.querySelector<SVGSVGElement>("svg");
    const host = this.querySelector<HTMLElement>("[data-list]");
    if (!field || !svg || !host) return;
    this.#field = field;
    this.#history = new History(read(field.value));
    this.#drawing = new Drawing(svg, this.#words.screen);
    this.#list = new SeatList(
      host,
      this.#words,
      (make) => this.#edit(make),
      (id, on) => this.#toggle(id, on),
    );
    this.hidden = false;
    this.addEventListener("click", (event) => this.#press(event));
    this.addEventListener("change", (event) => this.#changed(event));
    svg.addEventListener("keydown", (event) => this.#key(event));
    new Pointer(svg, this.#drawing, {
      chosen: () => this.#chosen,
      choose: (ids, add) => this.#choose(ids, add || this.#on("add")),
      toggle: (id) => this.#toggle(id, !this.#chosen.has(id)),
      drop: (dx, dy) => this.#edit((plan) => move(plan, this.#chosen, dx, dy)),
      snap: () => this.#number("snap", 0.5),
      seats: () => this.#plan.seats,
      area: () => this.#on("area"),
    });
    field.form?.addEventListener("submit", () => (this.#sent = true));
    field.addEventListener("change", () => this.#edit(() => read(field.value)));
    window.addEventListener("beforeunload", (event) => {
      if (this.#history.dirty && !this.#sent) event.preventDefault();
    });
    const wrong = Number(this.dataset["wrong"]);
    if (wrong) this.#chosen.add((this.#cursor = wrong));
    this.#draw();
    this.#drawing.fit(svg.parentElement?.clientWidth ?? 800);
    if (wrong) this.#drawing.show(wrong);
  }

  get #plan(): Plan {
    return this.#history.now;
  }

  #number(name: string, other: number): number {
    const field = this.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-in="${name}"]`);
    const value = Number.parseFloat((field?.value ?? "").replace(",", "."));
    return Number.isFinite(value) ? value : other;
  }

  #text(name: string): string {
    return (
      this.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-in="${name}"]`)?.value.trim() ?? ""
    );
  }

  #on(name: string): boolean {
    return this.querySelector(`[data-do="${name}"]`)?.getAttribute("aria-pressed") === "true";
  }

  #edit(make: (plan: Plan) => Plan, label = ""): void {
    this.#history.set(make(this.#plan), label);
    this.#draw();
  }

  #draw(): void {
    const plan = this.#plan;
    const known = new Set(plan.seats.map((seat) => seat.id));
    for (const id of this.#chosen) if (!known.has(id)) this.#chosen.delete(id);
    if (!known.has(this.#cursor)) this.#cursor = plan.seats[0]?.id ?? 0;
    const wrong = doubtful(plan);
    this.#drawing.draw(plan, wrong);
    this.#field.value = write(plan);
    this.#count(plan, wrong.size);
    this.#zones(plan);
    const stage = this.querySelector<HTMLSelectElement>('[data-in="stage"]');
    if (stage) stage.value = plan.stage;
    this.#marked();
  }

  #marked(): void {
    this.#drawing.mark(this.#chosen, this.#cursor);
    this.#list.draw(this.#plan, this.#chosen);
    const count = this.#chosen.size;
    this.#put("chosen", count ? this.#words.chosen.replace("{count}", String(count)) : this.#words.nothing);
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-needs]")) button.disabled = !count;
    const step = (name: string, able: boolean): void => {
      const button = this.querySelector<HTMLButtonElement>(`[data-do="${name}"]`);
      if (button) button.disabled = !able;
    };
    step("undo", this.#history.canUndo);
    step("redo", this.#history.canRedo);
  }

  #put(name: string, words: string): void {
    const place = this.querySelector(`[data-out="${name}"]`);
    if (place && place.textContent !== words) place.textContent = words;
  }

  #say(words: string): void {
    this.#put("said", words);
  }

  #count(plan: Plan, wrong: number): void {
    const counts = new Map<Kind, number>();
    for (const seat of plan.seats) counts.set(seat.kind, (counts.get(seat.kind) ?? 0) + 1);
    const told = KINDS.filter((kind) => counts.get(kind)).map((kind) =>
      this.#words.counted
        .replace("{kind}", this.#words.kinds[kind] ?? kind)
        .replace("{count}", String(counts.get(kind))),
    );
    this.#put("counts", told.join(" · "));
    const drawn = counts.get("W") ?? 0;
    const needed = legalMinimum(plan.seats.length);
    const words = drawn < needed ? this.#words.short : this.#words.law;
    this.#put("law", words.replace("{drawn}", String(drawn)).replace("{needed}", String(needed)));
    this.querySelector('[data-out="law"]')?.classList.toggle("law-short", drawn < needed);
    this.#put("look", wrong ? this.#words.look.replace("{count}", String(wrong)) : "");
  }

  #zones(plan: Plan): void {
    const select = this.querySelector<HTMLSelectElement>('[data-in="zone"]');
    const list = this.querySelector('[data-out="zones"]');
    if (!select || !list) return;
    const kept = select.value;
    const codes = plan.zones.map((zone) => zone.code);
    select.replaceChildren(
      new Option(this.#words.none, ""),
      ...codes.map((code) => new Option(code, code, false, code === kept)),
    );
    list.replaceChildren(
      ...plan.zones.map((zone) => {
        const line = document.createElement("li");
        const count = plan.seats.filter((seat) => seat.zone === zone.code).length;
        const price = zone.supplement ? ` + ${zone.supplement}` : "";
        line.textContent = `${zone.code}: ${zone.name_fr} / ${zone.name_en}${price} (${this.#words.seats.replace("{count}", String(count))})`;
        return line;
      }),
    );
  }

  #choose(ids: Iterable<number>, add: boolean): void {
    if (!add) this.#chosen.clear();
    for (const id of ids) this.#chosen.add((this.#cursor = id));
    this.#marked();
    this.#tell();
  }

  #toggle(id: number, on: boolean): void {
    if (on) this.#chosen.add(id);
    else this.#chosen.delete(id);
    this.#cursor = id;
    this.#marked();
    this.#tell();
  }

  #tell(): void {
    const seat = this.#plan.seats.find((each) => each.id === this.#cursor);
    if (!seat) return;
    const name = this.#words.seat.replace("{row}", seat.row).replace("{number}", seat.number);
    const kind = this.#words.kinds[seat.kind] ?? "";
    const count = this.#words.chosen.replace("{count}", String(this.#chosen.size));
    this.#say([name, kind, seat.zone, count].filter(Boolean).join(", "));
  }

  #press(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
    const act = button?.dataset["do"] ?? "";
    if (!button || !act) return;
    if (act === "add" || act === "area") {
      button.setAttribute("aria-pressed", String(!this.#on(act)));
      return;
    }
    if (act.startsWith("kind-")) this.#kind(act.slice(5) as Kind);
    else this.#acts[act]?.();
  }

  #kind(kind: Kind): void {
    this.#edit((plan) => setKind(plan, this.#chosen, kind));
    this.#tell();
  }

  #acts: Record<string, () => void> = {
    undo: () => this.#step(this.#history.undo(), this.#words.undone),
    redo: () => this.#step(this.#history.redo(), this.#words.redone),
    "zoom-in": () => this.#drawing.zoom(1),
    "zoom-out": () => this.#drawing.zoom(-1),
    fit: () => this.#drawing.fit(this.querySelector("svg")?.parentElement?.clientWidth ?? 800),
    all: () =>
      this.#choose(
        this.#plan.seats.map((seat) => seat.id),
        false,
      ),
    none: () => this.#choose([], false),
    row: () => this.#wholeRows(),
    remove: () => this.#edit((plan) => remove(plan, this.#chosen)),
    rows: () => this.#newRows(),
    copy: () => this.#made((plan) => copy(plan, this.#chosen)),
    bind: () => this.#edit((plan) => bind(plan, this.#chosen)),
    pair: () => this.#edit((plan) => pair(setKind(plan, this.#chosen, "D"), this.#chosen)),
    curve: () => this.#edit((plan) => curve(plan, this.#chosen, Math.abs(this.#number("radius", 0)))),
    aisle: () => this.#edit((plan) => aisle(plan, this.#chosen, this.#number("gap", 1))),
    turn: () => this.#edit((plan) => rotate(plan, this.#chosen, this.#number("angle", 15))),
    left: () => this.#nudge(-1, 0),
    right: () => this.#nudge(1, 0),
    up: () => this.#nudge(0, -1),
    down: () => this.#nudge(0, 1),
    number: () => this.#numbered(),
    name: () => this.#named(),
    zone: () => this.#edit((plan) => change(plan, this.#chosen, () => ({ zone: this.#text("zone") }))),
    "zone-add": () => this.#zoneAdded(),
    "zone-remove": () => this.#zoneGone(),
  };

  #step(plan: Plan | null, words: string): void {
    if (!plan) return;
    this.#draw();
    this.#say(words);
  }

  #nudge(x: number, y: number): void {
    const step = this.#number("snap", 0.5) || 0.1;
    this.#edit((plan) => move(plan, this.#chosen, x * step, y * step), "nudge");
  }

  #made(make: (plan: Plan) => [Plan, Set<number>]): void {
    const [plan, fresh] = make(this.#plan);
    this.#chosen = fresh;
    this.#cursor = [...fresh][0] ?? this.#cursor;
    this.#edit(() => plan);
    this.#say(this.#words.chosen.replace("{count}", String(fresh.size)));
  }

  #newRows(): void {
    const whole = (name: string, other: number, most: number): number =>
      Math.max(1, Math.min(most, Math.round(this.#number(name, other))));
    const aisles = this.#text("aisles").split(/[^0-9]+/).map(Number).filter(Boolean); // prettier-ignore
    this.#made((plan) =>
      addRows(plan, {
        rows: whole("rows", 1, 60),
        seats: whole("seats", 10, 100),
        spacing: Math.max(0.7, this.#number("spacing", 1)),
        depth: Math.max(0.7, this.#number("depth", 1)),
        radius: Math.abs(this.#number("bend", 0)),
        aisles,
      }),
    );
    this.#drawing.fit(this.querySelector("svg")?.parentElement?.clientWidth ?? 800);
  }

  #wholeRows(): void {
    const names = new Set(chosenSeats(this.#plan, this.#chosen).map((seat) => seat.row));
    this.#choose(
      this.#plan.seats.filter((seat) => names.has(seat.row)).map((seat) => seat.id),
      true,
    );
  }

  #numbered(): void {
    const scheme = this.#text("scheme") as Scheme;
    this.#edit((plan) =>
      renumber(plan, this.#chosen, scheme, Math.max(0, Math.round(this.#number("start", 1)))),
    );
  }

  #named(): void {
    const [scheme, from] = this.#text("names").split("-");
    const first = Math.max(1, Math.round(this.#number("first", 1)));
    this.#edit((plan) =>
      rename(plan, this.#chosen, scheme === "numbers" ? "numbers" : "letters", first, from === "back"),
    );
  }

  #zoneAdded(): void {
    const code = this.#text("code").toUpperCase();
    if (!code) return;
    const zone = {
      code,
      name_fr: this.#text("zone-fr") || code,
      name_en: this.#text("zone-en") || this.#text("zone-fr") || code,
      supplement: this.#text("supplement").toUpperCase(),
    };
    this.#edit((plan) => ({ ...plan, zones: [...plan.zones.filter((each) => each.code !== code), zone] }));
  }

  #zoneGone(): void {
    const code = this.#text("zone");
    this.#edit((plan) => ({
      ...plan,
      zones: plan.zones.filter((zone) => zone.code !== code),
      seats: plan.seats.map((seat) => (seat.zone === code ? { ...seat, zone: "" } : seat)),
    }));
  }

  #changed(event: Event): void {
    const field = event.target;
    if (!(field instanceof HTMLElement)) return;
    if (field.dataset["in"] === "stage") {
      const stage = STAGES.find((each) => each === this.#text("stage")) ?? "top";
      this.#edit((plan) => ({ ...plan, stage }));
    } else if (field.dataset["in"] === "view") {
      const list = this.#text("view") === "list";
      this.querySelector<HTMLElement>("[data-list]")?.toggleAttribute("hidden", !list);
      this.querySelector<HTMLElement>("[data-sheet]")?.toggleAttribute("hidden", list);
      this.#marked();
    }
  }

  #key(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    const arrow = ARROWS[event.key];
    const letter = event.key.toUpperCase();
    const kind = KINDS.find((each) => each === letter);
    if (arrow && event.altKey) this.#nudge(...arrow);
    else if (arrow) this.#walk(arrow, event.shiftKey);
    else if (event.key === " ") this.#toggle(this.#cursor, !this.#chosen.has(this.#cursor));
    else if (event.key === "Enter") this.#choose([this.#cursor], false);
    else if (event.key === "Escape" && this.#chosen.size) this.#choose([], false);
    else if (event.key === "Delete" || event.key === "Backspace") this.#acts["remove"]?.();
    else if (command && letter === "A") this.#acts["all"]?.();
    else if (command && (letter === "Y" || (letter === "Z" && event.shiftKey))) this.#acts["redo"]?.();
    else if (command && letter === "Z") this.#acts["undo"]?.();
    else if (command || event.altKey) return;
    else if (event.key === "+" || event.key === "-") this.#drawing.zoom(event.key === "+" ? 1 : -1);
    else if (event.key === "[" || event.key === "]")
      this.#edit((plan) => rotate(plan, this.#chosen, event.key === "]" ? 5 : -5), "turn");
    else if (letter === "R") this.#wholeRows();
    else if (kind && this.#chosen.size) this.#kind(kind);
    else return;
    event.preventDefault();
  }

  #walk([dx, dy]: [number, number], extend: boolean): void {
    const to = nearest(this.#plan.seats, this.#cursor, dx, dy);
    if (!to) return;
    if (extend) this.#chosen.add(this.#cursor).add(to);
    this.#cursor = to;
    if (extend) this.#marked();
    else this.#drawing.mark(this.#chosen, to);
    this.#drawing.show(to);
    this.#tell();
  }
}

customElements.define("seat-editor", SeatEditor);
