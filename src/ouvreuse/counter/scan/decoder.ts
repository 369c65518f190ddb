/** Reading a QR code from a picture: by the browser where it can, else by a library. */

interface Detected {
  rawValue: string;
}

interface Detector {
  detect(source: CanvasImageSource): Promise<Detected[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

type Size = { width: number; height: number };

/** Widths tried for a photo, in pixels: a sharp one for small codes, coarser ones for large or blurred codes. */
const PHOTO_WIDTHS = [1600, 1000, 600];
const FRAME_WIDTH = 640;

export class Decoder {
  private detector: Promise<Detector | null> | undefined;
  private readonly canvas = document.createElement("canvas");

  /** The code in a frame of the camera, or null. */
  async frame(video: HTMLVideoElement): Promise<string | null> {
    const size = { width: video.videoWidth, height: video.videoHeight };
    if (!size.width) return null;
    const detector = await this.native();
    const seen = detector ? await this.natively(detector, video) : undefined;
    if (seen !== undefined) return seen;
    return this.byLibrary(video, size, FRAME_WIDTH, "dontInvert");
  }

  /** The code in a photo, or null. */
  async photo(file: Blob): Promise<string | null> {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
      const detector = await this.native();
      const seen = detector ? await this.natively(detector, picture) : null;
      if (seen) return seen;
      for (const width of PHOTO_WIDTHS) {
        const text = await this.byLibrary(picture, picture, width, "attemptBoth");
        if (text) return text;
      }
      return null;
    } finally {
      picture.close();
    }
  }

  /** Undefined when the browser's own reader breaks: from then on the library reads. */
  private async natively(detector: Detector, source: CanvasImageSource): Promise<string | null | undefined> {
    try {
      return first(await detector.detect(source));
    } catch {
      this.detector = Promise.resolve(null);
      return undefined;
    }
  }

  private native(): Promise<Detector | null> {
    this.detector ??= nativeDetector();
    return this.detector;
  }

  private async byLibrary(
    source: CanvasImageSource,
    size: Size,
    width: number,
    inversionAttempts: "dontInvert" | "attemptBoth",
  ): Promise<string | null> {
    const { default: jsQR } = await import("jsqr");
    const scale = Math.min(1, width / size.width);
    this.canvas.width = Math.max(1, Math.round(size.width * scale));
    this.canvas.height = Math.max(1, Math.round(size.height * scale));
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return null;
    context.drawImage(source, 0, 0, this.canvas.width, this.canvas.height);
    const { data } = context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    return jsQR(data, this.canvas.width, this.canvas.height, { inversionAttempts })?.data || null;
  }
}

async function nativeDetector(): Promise<Detector | null> {
  const Known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!Known) return null;
  try {
    const formats = await Known.getSupportedFormats();
    return formats.includes("qr_code") ? new Known({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

function first(found: Detected[]): string | null {
  return found[0]?.rawValue || null;
}
