// Single keys of the till. They can be turned off on this device (WCAG 2.1.4), and never act while somebody types.

const KEPT = "till-keys";

function off(): boolean {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}

export function onKey(act: (key: string, event: KeyboardEvent) => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || off()) return;
    const from = event.target;
    if (from instanceof Element && from.closest("input:not([type='checkbox']), textarea, select")) return;
    if (event.key === "Enter" && from instanceof Element && from.closest("a, button, summary, label")) return;
    act(event.key, event);
  });
}

for (const label of document.querySelectorAll<HTMLElement>("[data-keys-switch]")) {
  const box = label.querySelector<HTMLInputElement>("[data-keys]");
  if (!box) continue;
  label.hidden = false;
  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
    } catch {
      // A browser that keeps nothing forgets it with the page.
    }
  });
}
