// Waiting for the bank without reloading under the reader's eyes: the page is replaced once there is news.
// Without script, the page reloads by itself instead.

const SLOWEST = 15;

class BankWait extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    this.#wait(Number(this.dataset["seconds"]) || 3);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  #wait(seconds: number): void {
    this.#timer = window.setTimeout(() => void this.#look(seconds), seconds * 1000);
  }

  async #look(seconds: number): Promise<void> {
    const next = this.dataset["next"] ?? location.href;
    if (this.dataset["leave"] !== undefined) {
      location.replace(next);
      return;
    }
    try {
      const answer = await fetch(next, { cache: "no-store" });
      if (answer.ok && !(await answer.text()).includes("<bank-wait")) {
        location.replace(next.replace(/\?.*/, ""));
        return;
      }
    } catch {
      // No network for a moment: look again later.
    }
    this.#wait(Math.min(seconds + 1, SLOWEST));
  }
}

customElements.define("bank-wait", BankWait);

export {};
