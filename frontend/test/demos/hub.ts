import type { Accepted, Heard, Listening, Wire } from '../../src/demos/wire';

interface Standing {
  wire: FakeWire;
  topic: string;
  on: (heard: Heard) => void;
  how: Listening;
  seen: number;
}

/** A server in memory: delivers to all that listen, keeps everything, and knows idempotency keys. */
export class Hub {
  readonly kept: Heard[] = [];
  readonly #keys = new Set<string>();
  readonly standing = new Set<Standing>();
  time = 1_000_000;

  wire(): FakeWire {
    return new FakeWire(this);
  }

  publish(topic: string, body: Uint8Array, headers: Record<string, string>): void {
    const key = headers['idempotency-key'];
    if (key && this.#keys.has(key)) return;
    if (key) this.#keys.add(key);
    const heard = { topic, body, headers: { ...headers, 'message-id': `e:${this.kept.length}` } };
    this.kept.push(heard);
    for (const one of [...this.standing]) if (one.wire.live && one.topic === topic) this.#deliver(one, heard);
  }

  accept(one: Standing, again: boolean): void {
    const all = this.kept.filter(({ topic }) => topic === one.topic);
    const asked = again ? one.how.resume : one.how.rewind !== undefined;
    const from = again ? one.seen : Math.max(0, all.length - (one.how.rewind ?? 0));
    const missed = asked ? all.slice(from) : [];
    const accepted: Accepted = { again, recovered: again && one.how.resume ? true : null, replayed: missed.length };
    one.seen = all.length - missed.length;
    missed.forEach((heard) => this.#deliver(one, heard));
    one.how.onAccepted?.(accepted);
  }

  #deliver(one: Standing, heard: Heard): void {
    one.seen += 1;
    one.on(heard);
  }
}

export class FakeWire implements Wire {
  live = true;
  /** Frames of this one's, for who counts or loses them. */
  lose: ((topic: string) => boolean) | null = null;

  constructor(private readonly hub: Hub) {}

  listen(topic: string, on: (heard: Heard) => void, how: Listening = {}): () => void {
    const one: Standing = { wire: this, topic, on, how, seen: 0 };
    this.hub.standing.add(one);
    if (this.live) this.hub.accept(one, false);
    return () => void this.hub.standing.delete(one);
  }

  send(topic: string, body: string | Uint8Array, headers: Record<string, string> = {}, taken?: () => void): boolean {
    if (!this.live) return false;
    if (this.lose?.(topic)) return true;
    this.hub.publish(topic, typeof body === 'string' ? new TextEncoder().encode(body) : body, headers);
    taken?.();
    return true;
  }

  now(): number {
    return this.hub.time;
  }

  cut(): void {
    this.live = false;
  }

  mend(): void {
    this.live = true;
    for (const one of [...this.hub.standing]) if (one.wire === this) this.hub.accept(one, true);
  }
}
