/** What the usher hears and feels without looking. */

export type Signal = "good" | "bad" | "note" | "unchecked";

const TONES: Record<Signal, [frequency: number, seconds: number][]> = {
  good: [[1046, 0.12]],
  bad: [
    [196, 0.25],
    [165, 0.35],
  ],
  note: [[660, 0.08]],
  unchecked: [
    [440, 0.12],
    [440, 0.12],
  ],
};
const SHAKES: Record<Signal, number[]> = {
  good: [60],
  bad: [200, 100, 200],
  note: [30],
  unchecked: [80, 60, 80],
};

export class Signals {
  sound = true;
  private audio: AudioContext | undefined;

  /** Browsers let a page sound only after a touch: call this from one. */
  wake(): void {
    this.audio ??= new AudioContext();
    void this.audio.resume();
  }

  give(signal: Signal): void {
    navigator.vibrate?.(SHAKES[signal]);
    if (!this.sound || !this.audio) return;
    let at = this.audio.currentTime;
    for (const [frequency, seconds] of TONES[signal]) {
      this.tone(this.audio, frequency, at, seconds);
      at += seconds + 0.05;
    }
  }

  private tone(audio: AudioContext, frequency: number, at: number, seconds: number): void {
    const source = audio.createOscillator();
    const volume = audio.createGain();
    source.frequency.value = frequency;
    volume.gain.setValueAtTime(0.3, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    source.connect(volume).connect(audio.destination);
    source.start(at);
    source.stop(at + seconds);
  }
}
