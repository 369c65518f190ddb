// The sale: a touch or a digit adds a ticket, the sum is known at once, the server names the seats a moment later.
// It decides nothing: what is posted is judged anew.
import { onKey } from "./till-keys.ts";

interface Quote {
  total: number;
  seats: string[];
}

const PAUSE = 150;

class TillSale extends HTMLElement {
  #order: HTMLInputElement[] = [];
  #timer = 0;
  #asked = 0;

  connectedCallback(): void {
    for (const rate of this.#rates) {
      const more = rate.querySelector<HTMLButtonElement>("[data-more]");
      const less = rate.querySelector<HTMLButtonElement>("[data-less]");
      if (!more || !less) continue;
      more.disabled = false;
      less.hidden = false;
      more.addEventListener("click", (event) => {
        this.#add(rate);
        if (event.detail > 0) more.blur(); // touched: the next key is the till's, not this button's
      });
      less.addEventListener("click", () => this.#take(this.#input(rate)));
    }
    this.addEventListener("input", () => this.#show());
    this.addEventListener("change", () => this.#show());
    this.addEventListener("submit", (event) => this.#once(event));
    onKey((key, event) => this.#key(key, event));
    this.#show();
  }

  get #rates(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-rate]")];
  }

  #input(rate: HTMLElement): HTMLInputElement | null {
    return rate.querySelector<HTMLInputElement>("input[type='number']");
  }

  #add(rate: HTMLElement): void {
    const input = this.#input(rate);
    if (!input) return;
    const count = Number(input.value) || 0;
    const least = Number(rate.dataset["least"]);
    input.value = String(Math.min(count === 0 ? least : count + 1, Number(rate.dataset["most"])));
    this.#order.push(input);
    this.#show();
  }

  #take(input: HTMLInputElement | null | undefined): void {
    if (!input) return;
    input.value = String(Math.max(0, (Number(input.value) || 0) - 1));
    this.#show();
  }

  #key(key: string, event: KeyboardEvent): void {
    const more = this.querySelector<HTMLElement>(`[data-more][data-key="${CSS.escape(key)}"]`);
    if (more) this.#add(more.closest<HTMLElement>("[data-rate]") ?? this);
    else if (key === "-" || key === "Backspace") this.#take(this.#order.pop());
    else if (key === "Enter") this.#pay("cash");
    else if (key.toLowerCase() === "t") this.#pay("terminal");
    else if (key.toLowerCase() === "p") this.#plan();
    else if (key === "Escape") document.querySelector<HTMLElement>("[data-back]")?.click();
    else return;
    event.preventDefault();
  }

  #pay(means: string): void {
    if (this.#count > 0) this.querySelector<HTMLButtonElement>(`[data-pay="${means}"]`)?.click();
  }

  #plan(): void {
    const plan = this.querySelector<HTMLDetailsElement>("[data-plan]");
    if (!plan) return;
    plan.open = true;
    plan.scrollIntoView({ block: "start" });
    plan.querySelector<HTMLElement>("input[name='place']:not(:disabled)")?.focus();
  }

  get #count(): number {
    return this.#rates.reduce((sum, rate) => sum + (Number(this.#input(rate)?.value) || 0), 0);
  }

  #show(): void {
    const total = this.#rates.reduce(
      (sum, rate) => sum + (Number(this.#input(rate)?.value) || 0) * Number(rate.dataset["cents"]),
      0,
    );
    const map = this.querySelector<HTMLElement>("seat-map");
    if (map) map.dataset["want"] = String(this.#count);
    for (const rate of this.#rates)
      rate.classList.toggle("till-chosen", Number(this.#input(rate)?.value) > 0);
    this.#say(total, "");
    clearTimeout(this.#timer);
    if (this.#count > 0) this.#timer = window.setTimeout(() => void this.#ask(), PAUSE);
    else this.#seats("");
  }

  // The sum first worked out here is not sent as due: only the server's own, which knows supplements of seats.
  #say(total: number, due: string): void {
    const shown = this.querySelector("[data-total]");
    const sent = this.querySelector<HTMLInputElement>("[data-due]");
    if (shown) shown.textContent = euros(total);
    if (sent) sent.value = due;
    for (const note of this.querySelectorAll<HTMLButtonElement>("[data-note]")) {
      const change = Number(note.dataset["note"]) - total;
      const words = note.querySelector("[data-change]");
      note.disabled = total === 0 || change < 0;
      if (words) words.textContent = total > 0 && change >= 0 ? ` → ${euros(change)}` : "";
    }
  }

  #seats(words: string): void {
    const place = this.querySelector("[data-seats]");
    if (place && this.querySelector("seat-map")) place.textContent = words;
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const form = this.querySelector("form");
    if (!form) return;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (/^[A-Z]/.test(name) || name === "place") query.append(name, String(value));
    }
    try {
      const answer = await fetch(`${this.dataset["quote"] ?? ""}?${query}`, { credentials: "same-origin" });
      const told = (await answer.json()) as Quote & { error?: string };
      if (asked !== this.#asked) return;
      if (told.error) this.#seats(told.error);
      else {
        if (told.total > 0) this.#say(told.total, String(told.total));
        this.#seats((this.dataset["proposed"] ?? "{seats}").replace("{seats}", told.seats.join(" ")));
      }
    } catch {
      // Without an answer the sum shown is that of plain seats; the server has the last word.
    }
  }

  // A second touch of the button while the first is under way: the key makes it harmless, this makes it silent.
  #once(event: Event): void {
    if (this.dataset["sent"]) event.preventDefault();
    else this.dataset["sent"] = "1";
    window.setTimeout(() => delete this.dataset["sent"], 4000);
  }
}

function euros(cents: number): string {
  const language = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
  return (cents / 100).toLocaleString(language, { style: "currency", currency: "EUR" });
}

customElements.define("till-sale", TillSale);
