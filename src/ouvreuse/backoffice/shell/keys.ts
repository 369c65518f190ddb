// Keys of the back office. All need Control, so none is met while typing (WCAG 2.1.4). An element says its own
// (data-shortcut with aria-keyshortcuts): pressed, it is focused or clicked; the dialog lists them, Ctrl+/ opens it.

const NAMES: Record<string, string> = { Control: "Ctrl", Enter: "↵", ArrowUp: "↑", ArrowDown: "↓" };

function pressed(event: KeyboardEvent): string {
  const parts = [
    event.ctrlKey || event.metaKey ? "Control" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey ? "Shift" : "",
  ];
  return [...parts.filter(Boolean), event.key.length === 1 ? event.key.toUpperCase() : event.key].join("+");
}

function nameOf(element: HTMLElement): string {
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : "";
  return (
    element.dataset["shortcut"] ||
    label ||
    element.getAttribute("aria-label") ||
    element.textContent ||
    ""
  ).trim();
}

function fill(list: HTMLElement): void {
  list.replaceChildren();
  for (const element of document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = (element.getAttribute("aria-keyshortcuts") ?? "")
      .split("+")
      .map((part) => NAMES[part] ?? part)
      .join(" ");
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = nameOf(element);
    list.append(term, meaning);
  }
}

export function listenToKeys(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog.shortcuts");
  const list = dialog?.querySelector<HTMLElement>("dl");
  const opener = document.querySelector<HTMLElement>("[data-opens-shortcuts]");
  if (!dialog || !list || !opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => {
    fill(list);
    dialog.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey)) return;
    if (dialog.open) return;
    for (const element of document.querySelectorAll<HTMLElement>("[data-shortcut]")) {
      if (element.getAttribute("aria-keyshortcuts") !== pressed(event)) continue;
      event.preventDefault();
      if (element instanceof HTMLInputElement) {
        element.focus();
        element.select();
      } else element.click();
      return;
    }
  });
}
