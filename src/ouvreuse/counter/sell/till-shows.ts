// The séances: opened by their digit, and their seats left counted again every few seconds.
import { onKey } from "./till-keys.ts";

const EVERY = 5000;

class TillShows extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    onKey((key) => this.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(key)}"]`)?.click());
    this.#timer = window.setInterval(() => void this.#look(), EVERY);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (document.hidden) return;
    const cells = [...this.querySelectorAll<HTMLElement>("[data-screening]")];
    const query = new URLSearchParams(cells.map((cell) => ["id", cell.dataset["screening"] ?? ""]));
    try {
      const answer = await fetch(`${this.dataset["free"] ?? ""}?${query}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      const free = (await answer.json()) as Record<string, number>;
      for (const cell of cells) {
        const left = free[cell.dataset["screening"] ?? ""];
        if (left !== undefined) cell.textContent = left > 0 ? String(left) : (this.dataset["none"] ?? "0");
      }
    } catch {
      // The next look may find the network again.
    }
  }
}

customElements.define("till-shows", TillShows);
