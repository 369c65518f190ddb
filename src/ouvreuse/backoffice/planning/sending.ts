// One change at a time goes to the server, which judges; its answer is drawn in place of what was.

export interface Answer {
  kind: string;
  words: string;
  focus: number | null;
  axis: string;
  days: Record<string, string>;
  bar: string;
}

export class Sender {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly token: string,
    private readonly lost: string,
  ) {}

  // In order: a second change waits for the answer to the first.
  send(url: string, fields: Record<string, string | number>): Promise<Answer> {
    const next = this.#last.then(() => this.#post(url, fields));
    this.#last = next;
    return next;
  }

  async #post(url: string, fields: Record<string, string | number>): Promise<Answer> {
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.token });
    for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
    try {
      const answer = await fetch(url, { method: "POST", headers: { Accept: "application/json" }, body });
      if (answer.status < 500) return (await answer.json()) as Answer;
    } catch {
      // Said below: nothing was changed.
    }
    return { kind: "bad", words: this.lost, focus: null, axis: "", days: {}, bar: "" };
  }
}

function fragment(html: string): DocumentFragment {
  return document.createRange().createContextualFragment(html);
}

export function draw(root: HTMLElement, answer: Answer): void {
  if (answer.axis) {
    const kept = [...root.classList].filter((name) => !/^(from|span)\d+$/.test(name));
    root.className = `${kept.join(" ")} ${answer.axis}`;
  }
  for (const [key, html] of Object.entries(answer.days)) {
    document.getElementById(`day-${key}`)?.replaceWith(fragment(html));
  }
  if (answer.bar) document.getElementById("planner-bar")?.replaceWith(fragment(answer.bar));
}
