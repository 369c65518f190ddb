// The clock of a hold, second by second; told aloud at two minutes and at one. The server's clock decides.

class HoldClock extends HTMLElement {
  #ends = 0;
  #timer = 0;
  #told = new Set<string>();

  connectedCallback(): void {
    this.#ends = performance.now() + Number(this.dataset["seconds"]) * 1000;
    this.#timer = window.setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const left = Math.max(0, Math.ceil((this.#ends - performance.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const line = this.querySelector(".hold-left strong");
    if (line)
      line.textContent = (this.dataset[left ? "wordsLeft" : "wordsOver"] ?? "").replace("{time}", time);
    this.classList.toggle("hold-late", left <= 120);
    if (left <= 120 && left > 60) this.#tell("wordsTwo");
    if (left <= 60 && left > 0) this.#tell("wordsOne");
    if (!left) this.#end();
  }

  #tell(words: string): void {
    if (this.#told.has(words)) return;
    this.#told.add(words);
    const said = this.querySelector("[data-say]");
    if (said) said.textContent = this.dataset[words] ?? "";
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#tell("wordsOver");
    window.setTimeout(() => location.reload(), 2000);
  }
}

customElements.define("hold-clock", HoldClock);

export {};
