// Reads the tiles again every few seconds while the page is in view. Nothing new, nothing sent (ETag); a tile that
// has not changed or holds the focus stays as it is, and what a person has opened stays open.
import { drawCharts } from "./charts.ts";

class LiveFigures extends HTMLElement {
  #etag = "";
  #timer = 0;
  #read = new Map<string, string>();

  connectedCallback(): void {
    drawCharts(this);
    if (!this.dataset["url"]) return;
    this.#etag = this.dataset["etag"] ?? "";
    this.#timer = window.setInterval(() => void this.#look(), Number(this.dataset["every"]) * 1000);
    document.addEventListener("visibilitychange", this.#back);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#back);
  }

  #back = (): void => void this.#look();

  async #look(): Promise<void> {
    if (document.hidden) return;
    try {
      const headers = { "If-None-Match": this.#etag };
      const answer = await fetch(this.dataset["url"] ?? "", { headers, cache: "no-store" });
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      if (answer.redirected) return location.reload(); // signed out
      if (answer.status === 200) {
        this.#etag = answer.headers.get("ETag") ?? "";
        this.#show(await answer.text());
      }
      this.#say(answer.headers.get("As-Of") ?? "");
    } catch {
      this.#say(`${document.getElementById("as-of")?.dataset["at"] ?? ""} (${this.dataset["late"]})`, false);
    }
  }

  #say(words: string, good = true): void {
    const line = document.getElementById("as-of");
    if (!line || !words) return;
    line.textContent = words;
    if (good) line.dataset["at"] = words;
  }

  #show(html: string): void {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const tile of fresh.querySelectorAll<HTMLElement>("[data-tile]")) {
      const key = tile.dataset["tile"] ?? "";
      const old = this.querySelector<HTMLElement>(`[data-tile="${CSS.escape(key)}"]`);
      const text = tile.outerHTML;
      if (!old || this.#read.get(key) === text || old.contains(document.activeElement)) continue;
      this.#read.set(key, text);
      const opened = new Map(
        [...old.querySelectorAll<HTMLDetailsElement>("details[data-key]")].map((each) => [
          each.dataset["key"],
          each.open,
        ]),
      );
      const placed = document.importNode(tile, true);
      for (const each of placed.querySelectorAll<HTMLDetailsElement>("details[data-key]"))
        each.open = opened.get(each.dataset["key"]) ?? each.open;
      old.replaceWith(placed);
      drawCharts(placed, false);
    }
  }
}

customElements.define("live-figures", LiveFigures);

export {};
