// Tiles can be dragged too. The buttons stay: they are the way of the keyboard, and of pages without scripts.

class TileOrder extends HTMLElement {
  #carried: HTMLElement | null = null;

  connectedCallback(): void {
    for (const tile of this.querySelectorAll<HTMLElement>("li")) tile.draggable = true;
    this.addEventListener("dragstart", (event) => {
      this.#carried = (event.target as HTMLElement).closest("li");
      this.#carried?.classList.add("carried");
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    });
    this.addEventListener("dragover", (event) => {
      const over = (event.target as HTMLElement).closest("li");
      if (!this.#carried || !over) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      if (over !== this.#carried)
        over[event.clientY < box.top + box.height / 2 ? "before" : "after"](this.#carried);
    });
    this.addEventListener("dragend", () => {
      this.#carried?.classList.remove("carried");
      this.#carried = null;
    });
  }
}

customElements.define("tile-order", TileOrder);

export {};
