import type { Heard, Wire } from '../wire';
import { ACK_EVERY, chunksOf, dataTopic, Hash, Pace, tell, type Control, type Offer } from './protocol';

/** So many bytes are put into one Blob, which the browser may keep on disk. */
const PART = 8 * 1024 * 1024;
/** Not more often is the same asked for again: what is under way would be asked for once per chunk. */
const AGAIN_EVERY = 300;

/** Takes a file's chunks in order, says how far it is, and asks again from there when one is missing. */
export class Receiver {
  readonly pace = new Pace();
  state: 'receiving' | 'done' | 'different' | 'cancelled' = 'receiving';
  next = 0;
  sha = '';
  resumed = 0;
  readonly #hash = new Hash();
  #parts: Blob[] = [];
  #loose: Uint8Array[] = [];
  #looseBytes = 0;
  #askedAt = -Infinity;
  #end: () => void;

  constructor(
    private readonly wire: Wire,
    private readonly room: string,
    readonly offer: Offer,
    private readonly changed: () => void,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.#end = wire.listen(dataTopic(room, offer.file), (heard) => this.#chunk(heard), {
      onAccepted: ({ again }) => {
        if (again) this.resumed += 1;
        this.#have(true);
      },
    });
  }

  get total(): number {
    return chunksOf(this.offer);
  }

  get blob(): Blob {
    return new Blob([...this.#parts, ...(this.#loose as BlobPart[])], { type: this.offer.type });
  }

  heard(control: Control): void {
    if (control.file !== this.offer.file || this.state === 'cancelled') return;
    if (control.kind === 'where') this.#have(true);
    if (control.kind === 'cancel') this.#become('cancelled');
    if (control.kind !== 'end') return;
    if (this.next < this.total) {
      this.#have(true);
      return;
    }
    this.sha ||= this.#hash.hex();
    tell(this.wire, this.room, { kind: 'checked', file: this.offer.file, sha: this.sha });
    this.#become(this.sha === control.sha ? 'done' : 'different');
  }

  cancel(): void {
    tell(this.wire, this.room, { kind: 'cancel', file: this.offer.file });
    this.#become('cancelled');
  }

  leave(): void {
    this.#end();
  }

  #chunk({ headers, body }: Heard): void {
    if (this.state !== 'receiving') return;
    const chunk = Number(headers['chunk']);
    if (chunk !== this.next) {
      const now = this.clock();
      if (chunk > this.next && now - this.#askedAt > AGAIN_EVERY) {
        this.#askedAt = now;
        this.#have(true);
      }
      return;
    }
    this.#hash.add(body);
    this.#keep(body);
    this.next += 1;
    this.pace.mark(this.clock(), this.next * this.offer.chunk);
    if (this.next % ACK_EVERY === 0 || this.next === this.total) this.#have(false);
    this.changed();
  }

  #have(again: boolean): void {
    tell(this.wire, this.room, { kind: 'have', file: this.offer.file, next: this.next, again });
  }

  #keep(body: Uint8Array): void {
    this.#loose.push(body);
    this.#looseBytes += body.length;
    if (this.#looseBytes < PART) return;
    this.#parts.push(new Blob(this.#loose as BlobPart[]));
    this.#loose = [];
    this.#looseBytes = 0;
  }

  #become(state: Receiver['state']): void {
    this.state = state;
    if (state !== 'receiving') this.#end();
    // After a check the sender may ask once more, when the answer was lost with its connection.
    this.changed();
  }
}
