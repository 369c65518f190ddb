/** Asking the server. Only what it answered after its commit is an answer; anything else is "not checked". */

export type State = "good" | "bad" | "note";

export type Heard =
  { kind: "answer"; state: State; say: string; html: string } | { kind: "signed-out" } | { kind: "none" };

const PATIENCE_MS = 8000;

export async function ask(url: string, body: URLSearchParams): Promise<Heard> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 401 || response.status === 403) return { kind: "signed-out" };
    return heard(response.ok, await response.json());
  } catch {
    return { kind: "none" };
  }
}

/** A good answer must have come with a good status: a proxy's page is never green. */
function heard(ok: boolean, told: unknown): Heard {
  const { state, say, html } = (told ?? {}) as Record<string, unknown>;
  if (typeof say !== "string" || typeof html !== "string") return { kind: "none" };
  if (state === "good" && ok) return { kind: "answer", state, say, html };
  if (state === "bad" || state === "note") return { kind: "answer", state, say, html };
  return { kind: "none" };
}
