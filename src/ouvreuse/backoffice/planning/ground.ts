// Where things stand in the grid: days, lanes and minutes from five in the morning, said by classes (see at.css).

export const STEP = 5;
const NUMBERS = /^(h|m|l|k)\d+$/;

export interface Spot {
  lane: HTMLElement;
  at: number;
}

export interface Size {
  pre: number;
  turn: number;
  length: number;
}

export function lanes(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".lane")];
}

export function dayOf(lane: HTMLElement): HTMLElement {
  return lane.closest<HTMLElement>(".day") as HTMLElement;
}

export function spotOf(block: HTMLElement): Spot & Size {
  const lane = block.closest<HTMLElement>(".lane") as HTMLElement;
  const [at = 0, length = 0, pre = 0, turn = 0] = (block.dataset["v"] ?? "").split(",").map(Number);
  return { lane, at, length, pre, turn };
}

function axis(lane: HTMLElement): { from: number; span: number } {
  const style = getComputedStyle(lane);
  return { from: Number(style.getPropertyValue("--from")), span: Number(style.getPropertyValue("--span")) };
}

// Minutes that so many pixels are in this lane.
export function minutesIn(lane: HTMLElement, pixels: number): number {
  return (pixels / lane.getBoundingClientRect().width) * axis(lane).span;
}

// The lane under a point, and the minute there when the block is held so many pixels from its start.
export function spotAt(x: number, y: number, held: number): Spot | undefined {
  const lane = document
    .elementsFromPoint(x, y)
    .map((each) => each.closest<HTMLElement>(".lane"))
    .find(Boolean);
  if (!lane) return undefined;
  const minutes = minutesIn(lane, x - held - lane.getBoundingClientRect().left) + axis(lane).from;
  return { lane, at: rounded(minutes) };
}

export function rounded(minutes: number): number {
  return Math.min(Math.max(Math.round(minutes / STEP) * STEP, 0), 24 * 60 - STEP);
}

function number(first: string, second: string, minutes: number): string[] {
  return [`${first}${Math.floor(minutes / 60)}`, `${second}${minutes % 60}`];
}

// Put a slot at a minute, with a length.
export function put(slot: HTMLElement, at: number, length: number): void {
  const kept = [...slot.classList].filter((name) => !NUMBERS.test(name));
  slot.className = [...kept, ...number("h", "m", at), ...number("l", "k", length)].join(" ");
}

// What the wall shows at that minute: the axis of the day knows the hours, on nights of another length too.
export function wall(at: number): string {
  const minutes = (at + 5 * 60) % (24 * 60);
  const two = (each: number) => String(each).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
