/** `<door-scanner>`: camera, photo and typed codes, answered without leaving the page. */

import { ask, type Heard } from "./asking.ts";
import { Camera } from "./camera.ts";
import { Decoder } from "./decoder.ts";
import { Repeats } from "./repeats.ts";
import { Signals } from "./signals.ts";

const UNDO_MS = 30_000;

export class DoorScanner extends HTMLElement {
  private readonly decoder = new Decoder();
  private readonly repeats = new Repeats();
  private readonly signals = new Signals();
  private camera: Camera | undefined;
  private waiting = 0;
  private turn: Promise<boolean> = Promise.resolve(true);
  private undoTimer: number | undefined;

  connectedCallback(): void {
    this.addEventListener("submit", (event) => this.onSubmit(event));
    document.querySelector("main")?.addEventListener("submit", (event) => this.onSubmit(event));
    document.addEventListener("keydown", (event) => this.onKey(event));
    this.find<HTMLInputElement>("[data-photo]").addEventListener(
      "change",
      (event) => void this.onPhoto(event),
    );
    this.find("[data-start]").addEventListener("click", () => void this.startCamera());
    this.find("[data-stop]").addEventListener("click", () => this.stopCamera());
    this.find("[data-torch]").addEventListener("click", (event) => void this.toggleTorch(event));
    this.find("[data-sound]").addEventListener("click", (event) => this.toggleSound(event));
    this.find("[data-camera]").hidden = false;
    this.find("[data-start]").hidden = !Camera.possible;
    this.armUndo();
  }

  disconnectedCallback(): void {
    this.camera?.stop();
  }

  // -- the three ways in

  private async startCamera(): Promise<void> {
    this.signals.wake();
    const video = this.find<HTMLVideoElement>("[data-video]");
    this.camera ??= new Camera(video, () => this.lookAt(video));
    try {
      video.hidden = false;
      await this.camera.start();
    } catch {
      video.hidden = true;
      this.camera.stop();
      this.showUnchecked(this.word("noCamera"));
      return;
    }
    this.showCamera(true);
  }

  private stopCamera(): void {
    this.camera?.stop();
    this.find("[data-torch]").setAttribute("aria-pressed", "false"); // its light went out with it
    this.showCamera(false);
  }

  private showCamera(on: boolean): void {
    this.find("[data-video]").hidden = !on;
    this.find("[data-start]").hidden = on || !Camera.possible;
    this.find("[data-stop]").hidden = !on;
    this.find("[data-torch]").hidden = !on || !this.camera?.hasTorch;
  }

  private async lookAt(video: HTMLVideoElement): Promise<void> {
    if (this.waiting) return;
    const code = await this.decoder.frame(video);
    if (code && this.repeats.isNew(code)) await this.admit(code, "camera");
  }

  private async onPhoto(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    this.signals.wake();
    this.showPlain(this.word("reading"));
    const code = await this.decoder.photo(file).catch(() => null);
    input.value = "";
    if (code) await this.admit(code, "photo");
    else this.showUnchecked(this.word("noCode"));
  }

  private onSubmit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.matches("[data-ask]")) return;
    event.preventDefault();
    this.signals.wake();
    const data = new FormData(form);
    form.reset(); // at once: a typing scanner begins the next code before this one's answer
    void this.send(form.action, data).then((answered) => {
      const field = form.querySelector<HTMLInputElement>("[data-code]");
      if (!answered && field?.value === "") field.value = String(data.get("code") ?? "");
    });
  }

  /** A scanner that types finds the field, wherever the page was touched last. */
  private onKey(event: KeyboardEvent): void {
    const typing = (event.target as Element | null)?.closest("input, textarea, select, button, a");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    this.find<HTMLInputElement>("[data-code]").focus();
  }

  private async admit(code: string, way: "camera" | "photo"): Promise<void> {
    const form = this.find<HTMLFormElement>("form.door-typed");
    const body = new FormData(form);
    body.set("code", code);
    body.set("way", way);
    await this.send(form.action, body);
  }

  // -- the answer

  /** One after the other: two quick scans of a typing scanner both get their answer. Whether one came. */
  private send(url: string, data: FormData): Promise<boolean> {
    const body = new URLSearchParams();
    for (const [name, value] of data) if (typeof value === "string") body.append(name, value);
    this.waiting += 1;
    this.toggleAttribute("aria-busy", true);
    this.turn = this.turn.then(async () => {
      const heard = await ask(url, body);
      this.show(heard);
      this.waiting -= 1;
      this.toggleAttribute("aria-busy", this.waiting > 0);
      return heard.kind === "answer";
    });
    return this.turn;
  }

  private show(heard: Heard): void {
    if (heard.kind === "answer") {
      const parsed = document.createRange().createContextualFragment(heard.html);
      this.answers.replaceChildren(parsed);
      this.signals.give(heard.state);
      this.say(heard.say);
      this.armUndo();
      this.answers.scrollIntoView({ block: "nearest" });
    } else {
      this.showUnchecked(this.word(heard.kind === "signed-out" ? "signedOut" : "offline"));
    }
  }

  private showUnchecked(reason: string): void {
    const section = element("section", "door-answer door-unchecked");
    section.dataset["state"] = "unchecked";
    section.append(
      element("p", "door-verdict", `? ${this.word("notChecked")}`),
      element("p", "door-reason", reason),
    );
    this.answers.replaceChildren(section);
    this.signals.give("unchecked");
    this.say(`${this.word("notChecked")}. ${reason}`);
  }

  /** The short form, for screen readers: the whole answer would take too long to hear. */
  private say(text: string): void {
    const heard = this.find("[data-say]");
    heard.textContent = "";
    window.setTimeout(() => (heard.textContent = text), 50); // the same words twice are said twice
  }

  private showPlain(text: string): void {
    this.answers.replaceChildren(element("p", "door-reason", text));
  }

  private armUndo(): void {
    window.clearTimeout(this.undoTimer);
    const forms = this.answers.querySelectorAll<HTMLFormElement>("[data-undo]");
    this.undoTimer = window.setTimeout(() => forms.forEach((form) => form.remove()), UNDO_MS);
  }

  // -- small switches

  private async toggleTorch(event: Event): Promise<void> {
    const on = press(event.currentTarget as HTMLElement);
    await this.camera?.torch(on).catch(() => undefined);
  }

  private toggleSound(event: Event): void {
    this.signals.sound = press(event.currentTarget as HTMLElement);
    this.signals.wake();
  }

  private get answers(): HTMLElement {
    return this.find("[data-answers]");
  }

  private word(name: string): string {
    return this.dataset[name] ?? "";
  }

  private find<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    const found = this.querySelector<Kind>(selector);
    if (!found) throw new Error(`the door's page lacks ${selector}`);
    return found;
  }
}

function press(button: HTMLElement): boolean {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  return on;
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
