// Steps back and forth. A plan is a value, so a step is the value before; quick steps of a kind count as one.

import type { Plan } from "./plan.ts";

const MOST = 200;
const ONE_MS = 800;

export class History {
  now: Plan;
  #past: Plan[] = [];
  #future: Plan[] = [];
  #first: Plan;
  #label = "";
  #at = 0;

  constructor(plan: Plan) {
    this.now = this.#first = plan;
  }

  get dirty(): boolean {
    return this.now !== this.#first;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  set(plan: Plan, label: string): void {
    const at = performance.now();
    const same = label !== "" && label === this.#label && at - this.#at < ONE_MS;
    if (!same) this.#past.push(this.now);
    if (this.#past.length > MOST) this.#past.shift();
    this.#future = [];
    this.now = plan;
    this.#label = label;
    this.#at = at;
  }

  undo(): Plan | null {
    return this.#step(this.#past, this.#future);
  }

  redo(): Plan | null {
    return this.#step(this.#future, this.#past);
  }

  #step(from: Plan[], to: Plan[]): Plan | null {
    const plan = from.pop();
    if (!plan) return null;
    to.push(this.now);
    this.#label = "";
    return (this.now = plan);
  }
}
