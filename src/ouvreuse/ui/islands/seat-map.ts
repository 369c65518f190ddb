// Over the seats' own checkboxes: arrow keys, a running count, and a look every 3 s at what others took.
// It enforces nothing: the server judges.

interface Answer {
  taken: number[];
  free: number;
}

const EVERY = 3000;

class SeatMap extends HTMLElement {
  #seats = new Map<number, HTMLInputElement>();
  #etag = "";
  #timer = 0;

  connectedCallback(): void {
    for (const box of this.querySelectorAll<HTMLInputElement>('input[name="place"]')) {
      this.#seats.set(Number(box.value), box);
    }
    this.addEventListener("change", () => this.#count());
    this.addEventListener("keydown", (event) => this.#move(event));
    this.addEventListener("focusin", (event) => this.#rove(event.target));
    document.addEventListener("visibilitychange", this.#plan);
    this.#rove([...this.#seats.values()].find((box) => box.checked) ?? this.#firstFree());
    this.#count();
    this.#plan();
    this.#centre();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#plan);
  }

  // A plan wider than the window opens on its middle.
  #centre(): void {
    const hall = this.querySelector(".hall");
    if (hall) hall.scrollLeft = (hall.scrollWidth - hall.clientWidth) / 2;
  }

  get #want(): number {
    return Number(this.dataset["want"]);
  }

  #firstFree(): HTMLInputElement | undefined {
    return [...this.#seats.values()].find((box) => !box.disabled);
  }

  // One stop for the Tab key in the whole hall: the seat last visited.
  #rove(target: EventTarget | null | undefined): void {
    if (!(target instanceof HTMLInputElement) || target.name !== "place") return;
    for (const box of this.#seats.values()) box.tabIndex = box === target ? 0 : -1;
  }

  #move(event: KeyboardEvent): void {
    const from = event.target;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!(from instanceof HTMLInputElement) || from.name !== "place" || !step) return;
    event.preventDefault();
    this.#nearest(from, step[0] ?? 0, step[1] ?? 0)?.focus();
  }

  // The nearest free seat in that direction as drawn, so that aisles and curves feel natural.
  #nearest(from: HTMLInputElement, dx: number, dy: number): HTMLInputElement | undefined {
    const here = from.getBoundingClientRect();
    let best: HTMLInputElement | undefined;
    let least = Infinity;
    for (const box of this.#seats.values()) {
      if (box === from || box.disabled) continue;
      const there = box.getBoundingClientRect();
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const across = Math.abs(dx ? there.y - here.y : there.x - here.x);
      const far = along + across * 4;
      if (along > here.width / 3 && far < least) {
        least = far;
        best = box;
      }
    }
    return best;
  }

  #name(box: HTMLInputElement): string {
    return box.dataset["seat"] ?? box.value;
  }

  #say(words: string | undefined, facts: Record<string, string | number> = {}): void {
    const line = this.querySelector(".seat-count");
    if (line)
      line.textContent = (words ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
  }

  #count(): void {
    const chosen = [...this.#seats.values()].filter((box) => box.checked);
    const seats = chosen.map((box) => this.#name(box)).join(", ");
    const left = this.#want - chosen.length;
    if (!chosen.length) this.#say(this.dataset["wordsNone"]);
    else if (left > 0) this.#say(this.dataset["wordsSome"], { seats, left });
    else if (left < 0) this.#say(this.dataset["wordsOver"], { seats, over: -left });
    else this.#say(this.dataset["wordsAll"], { seats });
  }

  #plan = (): void => {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = window.setTimeout(() => void this.#look(), EVERY);
  };

  async #look(): Promise<void> {
    try {
      const headers: Record<string, string> = this.#etag ? { "If-None-Match": this.#etag } : {};
      const answer = await fetch(this.dataset["watch"] ?? "", {
        headers,
        cache: "no-store",
        credentials: "omit",
      });
      if (answer.status === 200) {
        this.#etag = answer.headers.get("ETag") ?? "";
        this.#show((await answer.json()) as Answer);
      }
    } catch {
      // No network for a moment: the next look, or the server, will tell.
    }
    this.#plan();
  }

  #show(answer: Answer): void {
    const taken = new Set(answer.taken);
    const lost: string[] = [];
    for (const [place, box] of this.#seats) {
      const label = box.parentElement;
      if (!label || label.classList.contains("mine") || taken.has(place) === box.disabled) continue;
      if (taken.has(place) && box.checked) lost.push(this.#name(box));
      this.#mark(box, label, taken.has(place));
    }
    if (!lost.length) return;
    this.#count();
    const count = this.querySelector(".seat-count")?.textContent ?? "";
    this.#say(`${this.dataset["wordsTaken"] ?? ""} ${count}`, { seats: lost.join(", ") });
  }

  #mark(box: HTMLInputElement, label: HTMLElement, taken: boolean): void {
    box.checked = box.checked && !taken;
    box.disabled = taken;
    label.classList.toggle("taken", taken);
    label.classList.toggle("free", !taken);
    const said = label.querySelector(".seat-name > span");
    if (said) said.textContent = taken ? `, ${this.dataset["taken"] ?? ""}` : "";
  }
}

customElements.define("seat-map", SeatMap);

export {};
