// The week's grid under mouse, finger, pen and keyboard. What it does are the page's own forms: the server judges.

import { dayOf, lanes, put, rounded, type Size, type Spot, spotOf, STEP, wall } from "./ground.ts";
import { Hand } from "./hand.ts";
import { type Answer, draw, Sender } from "./sending.ts";

// What is picked up: a block of the grid, or a film from the side (then `version` says which).
export interface Held extends Size {
  block: HTMLElement | null;
  version: string;
  name: string;
  from: Spot | null;
  to: Spot;
  ghost: HTMLElement;
}

const MOST = { pre: 90, turn: 180 };

export class WeekPlanner extends HTMLElement {
  #sender = new Sender("", "");
  held: Held | null = null;

  connectedCallback(): void {
    const token = this.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
    this.#sender = new Sender(token, this.dataset["lost"] ?? "");
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => this.#rove(event.target));
    this.addEventListener("focusin", (event) => this.#detail(event.target));
    this.addEventListener("pointerover", (event) => this.#detail(event.target));
    this.#rove(this.querySelector(".lane a"));
    for (const link of document.querySelectorAll<HTMLElement>("a[data-version]")) this.#offer(link);
    new Hand(this);
  }

  get may(): boolean {
    return this.dataset["may"] === "1";
  }

  say(words: string | undefined, facts: Record<string, string | number> = {}): void {
    const line = this.querySelector(".planner-said");
    const filled = (words ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
    if (line) line.textContent = filled;
  }

  // All of a block that is too narrow for its words.
  #detail(target: EventTarget | null): void {
    const block = (target as HTMLElement).closest<HTMLElement>(".lane a");
    const line = this.querySelector(".planner-detail");
    if (block && line) line.textContent = (block.textContent ?? "").replace(/\s+/g, " ").trim();
  }

  // -- moving about

  get #blocks(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".lane a")];
  }

  // One stop for the Tab key in the whole grid: the screening last visited.
  #rove(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement) || !target.matches(".lane a")) return;
    for (const block of this.#blocks) block.tabIndex = block === target ? 0 : -1;
    target.setAttribute("aria-describedby", "planner-help");
  }

  #walk(from: HTMLElement, key: string): HTMLElement | undefined {
    const all = this.#blocks;
    const here = all.indexOf(from);
    if (key === "ArrowRight") return all[here + 1];
    if (key === "ArrowLeft") return all[here - 1];
    const lane = from.closest<HTMLElement>(".lane") as HTMLElement;
    const every = lanes(this).filter((each) => each === lane || each.querySelector("a"));
    const next = every[every.indexOf(lane) + (key === "ArrowDown" ? 1 : -1)];
    if (!next) return undefined;
    const left = from.getBoundingClientRect().left;
    const far = (block: HTMLElement) => Math.abs(block.getBoundingClientRect().left - left);
    return [...next.querySelectorAll<HTMLElement>("a")].sort((one, two) => far(one) - far(two))[0];
  }

  #key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && this.may && /^[zy]$/i.test(event.key)) {
      event.preventDefault();
      const forward = event.key.toLowerCase() === "y" || event.shiftKey;
      void this.#send(forward ? "redo" : "undo", {});
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.held) return this.#keyHeld(event, this.held);
    const block = (event.target as HTMLElement).closest<HTMLElement>(".lane a");
    if (block) this.#keyFree(event, block);
  }

  #keyFree(event: KeyboardEvent, block: HTMLElement): void {
    const fixed = !block.dataset["e"];
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      this.#walk(block, event.key)?.focus();
    } else if (event.key === "Enter" && !fixed) {
      event.preventDefault();
      this.lift(block);
    } else if (event.key.toLowerCase() === "o" && block.hasAttribute("href")) {
      block.click();
    } else if (event.key === "Delete" || /^[tp]$/i.test(event.key)) {
      event.preventDefault();
      if (fixed) this.say(this.dataset["fixed"]);
      else if (event.key === "Delete") void this.takeAway(block);
      else void this.#stretch(block, event.key);
    }
  }

  #keyHeld(event: KeyboardEvent, held: Held): void {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const down = { ArrowUp: -1, ArrowDown: 1, PageUp: -1, PageDown: 1 }[event.key];
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter") void this.drop();
    else if (side)
      this.hover({ lane: held.to.lane, at: rounded(held.to.at + side * (event.shiftKey ? 60 : STEP)) });
    else if (down) this.hover({ lane: this.#lane(held.to.lane, down, event), at: held.to.at });
    else if (event.key !== "Tab") return;
    event.preventDefault();
  }

  // The next screen, or with Shift (or Page keys) the same screen on the next day.
  #lane(lane: HTMLElement, step: number, event: KeyboardEvent): HTMLElement {
    const same = event.shiftKey || event.key.startsWith("Page");
    const all = lanes(this).filter((each) => !same || each.dataset["screen"] === lane.dataset["screen"]);
    return all[all.indexOf(lane) + step] ?? lane;
  }

  // -- picking up, holding, dropping

  lift(block: HTMLElement): void {
    const spot = spotOf(block);
    const name = block.querySelector("strong")?.textContent ?? "";
    this.#take({ ...spot, block, version: "", name, from: spot, to: spot });
    block.classList.add("lifted");
  }

  #take(held: Omit<Held, "ghost">): void {
    this.cancel();
    const ghost = document.createElement("li");
    ghost.className = "slot ghost";
    this.held = { ...held, ghost };
    this.hover(held.to, true);
  }

  hover(to: Spot, first = false): void {
    if (!this.held) return;
    this.held.to = to;
    put(this.held.ghost, to.at, this.held.length);
    to.lane.append(this.held.ghost);
    this.held.ghost.textContent = `${wall(to.at)} ${this.held.name}`;
    this.held.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
    const facts = { film: this.held.name, time: wall(to.at), screen: to.lane.dataset["name"] ?? "" };
    const day = dayOf(to.lane).dataset["name"] ?? "";
    this.say(first ? this.dataset["held"] : this.dataset["at"], { ...facts, day });
  }

  cancel(silent = false): void {
    if (!this.held) return;
    this.held.ghost.remove();
    this.held.block?.classList.remove("lifted");
    this.held = null;
    if (!silent) this.say(this.dataset["cancelled"]);
  }

  async drop(): Promise<void> {
    const held = this.held;
    if (!held) return;
    const where = { day: dayOf(held.to.lane).dataset["day"] ?? "", offset: held.to.at };
    const target = { ...where, screen: held.to.lane.dataset["screen"] ?? "" };
    const same = held.from?.lane === held.to.lane && held.from.at === held.to.at;
    const slot = held.block?.parentElement;
    this.cancel(!same);
    if (same) return;
    if (!held.block || !slot) return void (await this.#send("add", { version: held.version, ...target }));
    const before = { className: slot.className, lane: slot.parentElement, next: slot.nextSibling };
    put(slot, held.to.at, held.length); // at once, until the server has judged
    held.to.lane.append(slot);
    slot.setAttribute("aria-busy", "true");
    const answer = await this.#send("move", { ...this.#named(held.block), ...target });
    if (answer.kind === "good" || Object.keys(answer.days).length) return;
    slot.removeAttribute("aria-busy");
    slot.className = before.className;
    before.lane?.insertBefore(slot, before.next);
    held.block.focus();
  }

  async takeAway(block: HTMLElement): Promise<void> {
    const next = this.#walk(block, "ArrowRight") ?? this.#walk(block, "ArrowLeft");
    const id = next?.id;
    await this.#send("remove", this.#named(block));
    if (id) document.getElementById(id)?.focus();
  }

  async #stretch(block: HTMLElement, key: string): Promise<void> {
    const { pre, turn } = spotOf(block);
    const by = key === key.toLowerCase() ? STEP : -STEP;
    await this.resize(block, key.toLowerCase() === "p" ? { pre: pre + by, turn } : { pre, turn: turn + by });
  }

  async resize(block: HTMLElement, to: { pre: number; turn: number }): Promise<void> {
    const pre = Math.min(Math.max(to.pre, 0), MOST.pre);
    const turn = Math.min(Math.max(to.turn, 0), MOST.turn);
    const answer = await this.#send("move", { ...this.#named(block), pre_show: pre, turnaround: turn });
    if (answer.kind === "good") this.say(`${answer.words} ${this.dataset["edge"] ?? ""}`, { pre, turn });
  }

  #named(block: HTMLElement): Record<string, string> {
    return { screening: block.id.slice(1), edits: block.dataset["e"] ?? "" };
  }

  async #send(
    verb: "add" | "move" | "remove" | "undo" | "redo",
    fields: Record<string, string | number>,
  ): Promise<Answer> {
    const answer = await this.#sender.send(this.dataset[verb] ?? "", fields);
    draw(this, answer);
    this.say(answer.words);
    this.querySelector(".planner-said")?.classList.toggle("bad", answer.kind !== "good");
    const shown = answer.focus && document.getElementById(`s${answer.focus}`);
    const block = shown || this.querySelector<HTMLElement>(".lane a");
    if (block && verb !== "remove") block.focus();
    this.#rove(block);
    return answer;
  }

  // -- films beside the grid: their link picks them up, to be put down like a screening

  #offer(link: HTMLElement): void {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.fetchFilm(link);
      this.querySelector<HTMLElement>(".planner-scroll")?.focus();
    });
  }

  fetchFilm(link: HTMLElement): void {
    const [first] = lanes(this);
    if (!first) return;
    const length = Number(link.dataset["length"]);
    const to = { lane: first, at: rounded(9 * 60) };
    const name = link.dataset["title"] ?? "";
    this.#take({
      block: null,
      version: link.dataset["version"] ?? "",
      name,
      from: null,
      to,
      length,
      pre: 0,
      turn: 0,
    });
  }
}

customElements.define("week-planner", WeekPlanner);
