// A part of a page that goes on: it is fetched anew every few seconds until the server says it has ended.

class LivePart extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.wait();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
  }

  private wait(): void {
    const seconds = Number(this.dataset.seconds ?? 0);
    if (seconds > 0) this.timer = window.setTimeout(() => void this.look(), seconds * 1000);
  }

  private async look(): Promise<void> {
    try {
      if (!document.hidden) await this.renew();
    } catch {
      // the network is away: the next look will tell
    }
    this.wait();
  }

  private async renew(): Promise<void> {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("live-part");
    if (!fresh) return;
    if (fresh.innerHTML !== this.innerHTML) this.replaceChildren(...fresh.childNodes);
    if (fresh.hasAttribute("data-seconds")) return;
    this.removeAttribute("data-seconds");
  }
}

customElements.define("live-part", LivePart);

export {};
