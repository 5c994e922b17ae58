import { drawCard } from './card';
import { LARGEST } from './video';

const PER_SECOND = 15;
const BEST = 0.7;
const LEAST = 0.2;

/** Draws a camera or the test card into a canvas, and makes JPEG pictures of it for as long as somebody wants them. */
export class Capture {
  #timer: ReturnType<typeof setInterval>;
  #quality = BEST;

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly paint: (context: CanvasRenderingContext2D) => void,
    private readonly wanted: () => boolean,
    private readonly onFrame: (jpeg: Uint8Array) => void,
    private readonly end: () => void,
  ) {
    this.#timer = setInterval(() => this.#frame(), 1000 / PER_SECOND);
  }

  static async start(
    from: 'card' | 'camera',
    canvas: HTMLCanvasElement,
    wanted: () => boolean,
    onFrame: (jpeg: Uint8Array) => void,
  ): Promise<Capture> {
    if (from === 'card') {
      const began = performance.now();
      return new Capture(
        canvas,
        (context) => drawCard(context, performance.now() - began),
        wanted,
        onFrame,
        () => undefined,
      );
    }
    if (!navigator.mediaDevices) throw new Error('This page has no access to one.');
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 480, height: 270 } });
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    const paint = (context: CanvasRenderingContext2D) =>
      context.drawImage(video, 0, 0, context.canvas.width, context.canvas.height);
    return new Capture(canvas, paint, wanted, onFrame, () => stream.getTracks().forEach((track) => track.stop()));
  }

  stop(): void {
    clearInterval(this.#timer);
    this.end();
  }

  #frame(): void {
    this.paint(this.canvas.getContext('2d')!);
    if (!this.wanted()) return;
    // Not toBlob, which waits for an idle moment: a busy browser has none, and a video has to go on.
    const url = this.canvas.toDataURL('image/jpeg', this.#quality);
    const jpeg = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
    if (jpeg.length > LARGEST) this.#quality = Math.max(LEAST, this.#quality - 0.1);
    else this.onFrame(jpeg);
  }
}
