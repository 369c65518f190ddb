/** The camera that looks away from the usher, its torch, and a screen that stays lit. */

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};
const BETWEEN_FRAMES_MS = 120;

type Torch = { torch?: boolean };

export class Camera {
  private stream: MediaStream | undefined;
  private lock: WakeLockSentinel | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly look: (video: HTMLVideoElement) => Promise<void>,
  ) {}

  /** Plain http beyond this machine has no camera at all. */
  static get possible(): boolean {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  get running(): boolean {
    return this.stream !== undefined;
  }

  get hasTorch(): boolean {
    const abilities = this.track?.getCapabilities?.() as (MediaTrackCapabilities & Torch) | undefined;
    return Boolean(abilities?.torch);
  }

  /** Throws what the browser says when the camera is refused or missing. */
  async start(): Promise<void> {
    if (this.stream) return;
    this.stream = await navigator.mediaDevices.getUserMedia(WANTED);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
    void this.watch(this.stream);
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
    void this.lock?.release();
    this.lock = undefined;
  }

  async torch(on: boolean): Promise<void> {
    await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream?.getVideoTracks()[0];
  }

  /** Look again and again, no touch between two people, until this stream stops. */
  private async watch(stream: MediaStream): Promise<void> {
    while (this.stream === stream) {
      if (!document.hidden) await this.look(this.video);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_FRAMES_MS));
    }
  }
}
