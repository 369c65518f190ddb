/** A code that stays before the camera is one scan: it counts again after three seconds out of sight. */

const OUT_OF_SIGHT_MS = 3000;

export class Repeats {
  private code = "";
  private seenAt = 0;

  /** Whether this code, seen now, is a new scan. */
  isNew(code: string, now: number = Date.now()): boolean {
    const again = code === this.code && now - this.seenAt < OUT_OF_SIGHT_MS;
    this.code = code;
    this.seenAt = now;
    return !again;
  }
}
