// Mouse, pen and finger over the grid: drag a screening or a film to where it goes, drag an edge to stretch it.
// A finger must rest a moment first, so that the page still scrolls.

import { minutesIn, rounded, spotAt, spotOf, STEP } from "./ground.ts";
import type { WeekPlanner } from "./planner.ts";

const REST = 350;
const SLIP = 6;
const EDGE = 60;

interface Grip {
  id: number;
  x: number;
  y: number;
  block: HTMLElement;
  film: boolean;
  edge: "pre" | "turn" | "";
  held: number;
  ready: boolean;
  moving: boolean;
  timer: number;
}

export class Hand {
  #grip: Grip | null = null;

  constructor(private readonly planner: WeekPlanner) {
    document.addEventListener("pointerdown", (event) => this.#down(event));
    document.addEventListener("pointermove", (event) => this.#move(event));
    document.addEventListener("pointerup", (event) => void this.#up(event));
    document.addEventListener("pointercancel", () => this.#let());
    document.addEventListener("click", (event) => this.#click(event), true);
    document.addEventListener("dragstart", (event) => this.#grip && event.preventDefault());
    document.addEventListener("touchmove", (event) => this.#grip?.ready && event.preventDefault(), {
      passive: false,
    });
    document.addEventListener("contextmenu", (event) => this.#grip?.ready && event.preventDefault());
  }

  #down(event: PointerEvent): void {
    const target = event.target as HTMLElement;
    const block = target.closest<HTMLElement>("week-planner .lane a[data-e], a[data-version]");
    if (!block || event.button !== 0 || !this.planner.may) return;
    const finger = event.pointerType === "touch";
    const edge = target.matches(".pre") ? "pre" : target.matches(".turn") ? "turn" : "";
    const grip: Grip = {
      id: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      block,
      film: block.dataset["version"] !== undefined,
      edge,
      held: event.clientX - block.getBoundingClientRect().left,
      ready: !finger,
      moving: false,
      timer: 0,
    };
    if (finger) grip.timer = window.setTimeout(() => (grip.ready = true), REST);
    this.#grip = grip;
  }

  #move(event: PointerEvent): void {
    const grip = this.#grip;
    if (!grip || event.pointerId !== grip.id) return;
    const far = Math.hypot(event.clientX - grip.x, event.clientY - grip.y) > SLIP;
    if (!grip.ready && far) return this.#let();
    if (!grip.ready || (!far && !grip.moving)) return;
    if (!grip.moving) this.#start(grip);
    if (grip.edge) return;
    const spot = spotAt(event.clientX, event.clientY, grip.film ? 0 : grip.held);
    const to = this.planner.held?.to;
    if (spot && (spot.lane !== to?.lane || spot.at !== to.at)) this.planner.hover(spot);
    if (event.clientY < EDGE) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12);
  }

  #start(grip: Grip): void {
    grip.moving = true;
    document.body.classList.add("dragging");
    if (grip.film) this.planner.fetchFilm(grip.block);
    else if (!grip.edge) this.planner.lift(grip.block);
  }

  async #up(event: PointerEvent): Promise<void> {
    const grip = this.#grip;
    if (!grip || event.pointerId !== grip.id) return;
    if (!grip.moving) return this.#let();
    window.setTimeout(() => this.#let()); // after the click that ends a drag
    if (!grip.edge) {
      if (spotAt(event.clientX, event.clientY, 0)) await this.planner.drop();
      else this.planner.cancel();
      return;
    }
    const { lane, pre, turn } = spotOf(grip.block);
    const by = Math.round(minutesIn(lane, event.clientX - grip.x) / STEP) * STEP;
    if (!by) return;
    const to = grip.edge === "pre" ? { pre: rounded(pre + by), turn } : { pre, turn: rounded(turn + by) };
    await this.planner.resize(grip.block, to);
  }

  #let(): void {
    if (!this.#grip) return;
    clearTimeout(this.#grip.timer);
    if (this.#grip.moving && !this.#grip.edge) this.planner.cancel(true);
    this.#grip = null;
    document.body.classList.remove("dragging");
  }

  // The end of a drag is no click; a click on the grid puts down what was picked up.
  #click(event: MouseEvent): void {
    if (this.#grip?.moving) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const held = this.planner.held;
    const target = event.target as HTMLElement;
    if (!held || !target.closest("week-planner .lane") || target.closest("a")) return;
    const spot = spotAt(event.clientX, event.clientY, 0);
    if (!spot) return;
    this.planner.hover(spot);
    void this.planner.drop();
  }
}
