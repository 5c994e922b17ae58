import { jsonOf, type Heard, type Wire } from '../wire';

/** Frames that may be under way to one viewer. */
const CREDIT = 2;
const GONE = 10_000;
const MOST_VIEWERS = 16;
/** A frame has to fit into one message of 64 KB. */
export const LARGEST = 60 * 1024;

const wantTopic = (room: string) => `demo.video.${room}.want`;
export const frameTopic = (room: string, viewer: string) => `demo.video.${room}.to.${viewer}`;

interface Want {
  viewer: string;
  /** How many frames the viewer takes now. */
  credit: number;
  /** Says that nothing is under way: the first time, and after a loss. */
  fresh: boolean;
  gone: boolean;
}

interface Watching {
  credit: number;
  seen: number;
}

/**
 * The side with the camera. Each viewer has a topic of its own and gets the newest frame when it has asked for one: who is
 * slow gets fewer frames, not older ones, and nobody waits for anybody.
 */
export class Camera {
  readonly viewers = new Map<string, Watching>();
  sent = 0;
  #sequence = 0;
  #end: () => void;

  constructor(
    private readonly wire: Wire,
    private readonly room: string,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.#end = wire.listen(wantTopic(room), (heard) => this.#want(heard));
  }

  /** Whether a frame would be of use to anybody. */
  get wanted(): boolean {
    return [...this.viewers.values()].some(({ credit }) => credit > 0);
  }

  /** Here is the newest frame; `at` is when it was taken, by the server's clock. */
  frame(jpeg: Uint8Array, at: number): void {
    const now = this.clock();
    const sequence = String(++this.#sequence);
    for (const [viewer, watching] of this.viewers) {
      if (now - watching.seen > GONE) this.viewers.delete(viewer);
      else if (watching.credit > 0) {
        const headers = { 'content-type': 'image/jpeg', frame: sequence, taken: String(Math.round(at)) };
        if (!this.wire.send(frameTopic(this.room, viewer), jpeg, headers)) return;
        watching.credit -= 1;
        this.sent += 1;
      }
    }
  }

  leave(): void {
    this.#end();
  }

  #want(heard: Heard): void {
    const want = jsonOf<Want>(heard);
    if (typeof want?.viewer !== 'string' || !/^\w{1,40}$/.test(want.viewer)) return;
    const known = this.viewers.get(want.viewer);
    if (want.gone) this.viewers.delete(want.viewer);
    else if (known || this.viewers.size < MOST_VIEWERS) {
      const more = Number(want.credit) || 0;
      const credit = Math.min(CREDIT, want.fresh || !known ? more : known.credit + more);
      this.viewers.set(want.viewer, { credit, seen: this.clock() });
    }
  }
}

/** How long without a frame until a viewer takes those under way for lost. */
const LOST = 1500;
/** A viewer that takes longer for a frame has only one under way, or the second would grow old waiting. */
const SLOW = 100;

/** The side that looks. `draw` resolves when the frame is on the screen; only then the next is asked for. */
export class Viewer {
  drawn = 0;
  /** Frames that were taken and not sent here, because they would have come too late. */
  skipped = 0;
  /** How old the frame on the screen was when it got there, ms. */
  lag: number | null = null;
  worstLag = 0;
  #last = 0;
  #busy = false;
  #heardAt = 0;
  #credit = CREDIT;
  #waiting: Heard | null = null;
  #end: () => void;

  constructor(
    private readonly wire: Wire,
    private readonly room: string,
    private readonly id: string,
    private readonly draw: (jpeg: Uint8Array) => Promise<void>,
    private readonly changed: () => void,
    private readonly clock: () => number = () => performance.now(),
    /** For who wants to be slow on purpose: what to wait for after each frame. */
    private readonly dawdle: () => Promise<unknown> | null = () => null,
  ) {
    this.#end = wire.listen(frameTopic(room, id), (heard) => void this.#frame(heard), {
      onAccepted: () => this.#want(this.#credit, true),
    });
  }

  /** To be called a few times a second: the sender may have come later, or a frame was lost with a connection. */
  tick(): void {
    if (this.#busy || this.clock() - this.#heardAt < LOST) return;
    this.#heardAt = this.clock();
    this.#want(this.#credit, true);
  }

  leave(): void {
    this.#tell({ gone: true });
    this.#end();
  }

  #want(credit: number, fresh: boolean): void {
    this.#tell({ credit, fresh });
  }

  #tell(want: Partial<Want>): void {
    this.wire.send(wantTopic(this.room), JSON.stringify({ viewer: this.id, ...want }));
  }

  async #frame(heard: Heard): Promise<void> {
    this.#heardAt = this.clock();
    if (this.#busy) {
      // Only the newest waits; one that it replaces is as good as drawn.
      if (this.#waiting) this.#want(1, false);
      this.#waiting = heard;
      return;
    }
    this.#busy = true;
    for (let frame: Heard | null = heard; frame; frame = this.#waiting) {
      this.#waiting = null;
      const started = this.clock();
      await this.draw(frame.body).catch(() => undefined);
      this.#note(frame);
      await this.dawdle();
      this.#ask(this.clock() - started);
    }
    this.#busy = false;
  }

  #note({ headers }: Heard): void {
    const sequence = Number(headers['frame']) || 0;
    if (this.#last > 0 && sequence > this.#last + 1) this.skipped += sequence - this.#last - 1;
    this.#last = sequence;
    this.drawn += 1;
    const taken = Number(headers['taken']);
    this.lag = Number.isFinite(taken) ? Math.max(0, Math.round(this.wire.now() - taken)) : null;
    this.worstLag = Math.max(this.worstLag, this.lag ?? 0);
    this.changed();
  }

  /** Gives back the credit of the frame that was drawn, and gets along with one where drawing takes long. */
  #ask(took: number): void {
    this.#heardAt = this.clock();
    const wanted = took > SLOW ? 1 : CREDIT;
    const change = 1 + wanted - this.#credit;
    this.#credit = wanted;
    if (change > 0) this.#want(change, false);
  }
}
