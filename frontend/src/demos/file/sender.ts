import type { Wire } from '../wire';
import { ASK_AFTER, CHUNK, chunksOf, dataTopic, Hash, Pace, tell, WINDOW, type Control, type Offer } from './protocol';

export interface Source {
  name: string;
  type: string;
  size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/**
 * Sends a file in chunks, never more of them under way than the receiver has room for. What was lost with a connection is
 * sent again from where the receiver stands.
 */
export class Sender {
  readonly offer: Offer;
  readonly pace = new Pace();
  state: 'offered' | 'sending' | 'checking' | 'done' | 'different' | 'cancelled' | 'failed' = 'offered';
  problem = '';
  /** Chunks that the receiver has. */
  acked = 0;
  sha = '';
  resumed = 0;
  #next = 0;
  #hashed = 0;
  readonly #hash = new Hash();
  #pumping = false;
  #heardAt: number;

  constructor(
    private readonly wire: Wire,
    private readonly room: string,
    file: string,
    private readonly source: Source,
    private readonly changed: () => void,
    private readonly clock: () => number = () => performance.now(),
  ) {
    const { name, type, size } = source;
    this.offer = { file, name, type, size, chunk: CHUNK };
    this.#heardAt = clock();
    this.announce();
  }

  get total(): number {
    return chunksOf(this.offer);
  }

  get over(): boolean {
    return ['done', 'different', 'cancelled', 'failed'].includes(this.state);
  }

  announce(): void {
    if (this.state === 'offered') tell(this.wire, this.room, { kind: 'offer', ...this.offer });
  }

  heard(control: Control): void {
    if (control.file !== this.offer.file || this.over) return;
    if (control.kind === 'cancel') this.#become('cancelled');
    if (control.kind === 'checked') this.#become(control.sha === this.sha ? 'done' : 'different');
    if (control.kind !== 'have') return;
    this.#heardAt = this.clock();
    if (control.next > this.total || control.next < 0) return;
    this.acked = Math.max(this.acked, control.next);
    this.pace.mark(this.#heardAt, this.acked * CHUNK);
    if (control.again && this.#next > control.next) {
      this.#next = control.next;
      this.resumed += 1;
    }
    if (this.state === 'offered' || control.again) this.#become('sending');
    void this.#pump();
  }

  cancel(): void {
    tell(this.wire, this.room, { kind: 'cancel', file: this.offer.file });
    this.#become('cancelled');
  }

  /** To be called a few times a second, and when the connection is back. */
  tick(): void {
    const now = this.clock();
    if (this.over || now - this.#heardAt < ASK_AFTER) return;
    this.#heardAt = now;
    if (this.state === 'offered') this.announce();
    else tell(this.wire, this.room, { kind: 'where', file: this.offer.file });
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.state === 'sending' && this.#next < Math.min(this.total, this.acked + WINDOW)) {
        const chunk = this.#next;
        const bytes = await this.source.read(chunk * CHUNK, Math.min(this.offer.size, (chunk + 1) * CHUNK));
        // While it was read the receiver may have asked for another, or the connection may be gone.
        if (chunk !== this.#next) continue;
        if (chunk === this.#hashed) {
          this.#hash.add(bytes);
          this.#hashed += 1;
        }
        const topic = dataTopic(this.room, this.offer.file);
        if (!this.wire.send(topic, bytes, { chunk: String(chunk) })) return;
        this.#next += 1;
      }
      if (this.state === 'sending' && this.acked === this.total && this.#hashed === this.total) this.#end();
    } catch (error) {
      this.problem = (error as Error).message;
      this.#become('failed');
    } finally {
      this.#pumping = false;
      this.changed();
    }
  }

  #end(): void {
    this.sha ||= this.#hash.hex();
    this.#become('checking');
    // Where this is lost, the next question brings it up again.
    tell(this.wire, this.room, { kind: 'end', file: this.offer.file, sha: this.sha });
  }

  #become(state: Sender['state']): void {
    this.state = state;
    this.changed();
  }
}
