// The sum of what is counted, while it is typed. What should be there is not known here.

class TillCount extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", () => this.#show());
    this.#show();
  }

  #show(): void {
    let cents = 0;
    for (const input of this.querySelectorAll<HTMLInputElement>("input[data-cents]")) {
      cents += Number(input.dataset["cents"]) * (Number(input.value) || 0);
    }
    const language = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
    const sum = (cents / 100).toLocaleString(language, { style: "currency", currency: "EUR" });
    const place = this.querySelector("[data-sum]");
    if (place) place.textContent = (this.dataset["words"] ?? "{sum}").replace("{sum}", sum);
  }
}

customElements.define("till-count", TillCount);

export {};
