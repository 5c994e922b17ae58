import { jsonOf, type Heard, type Wire } from '../wire';

export interface Player {
  id: string;
  name: string;
  x: number;
  y: number;
  /** Round trip that the player measured last, ms. */
  rtt: number | null;
  seen: number;
}

/** Who is "it", and how often that has changed hands. The higher number holds; of equals the smaller id. */
interface Tag {
  it: string;
  turn: number;
}

export const FIELD = { width: 1000, height: 560 };
const REACH = 42;
const STEP = 18;
const STILL = 1000;
const GONE = 4000;
const SAFE = 1200;
const MOST = 64;

const within = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)));

/**
 * Dots that people move, twenty times a second, and a game of tag between them: no referee, each window tells where it
 * is and whom it has touched, and all come to the same.
 */
export class Game {
  readonly players = new Map<string, Player>();
  readonly me: Player;
  #tag: Tag = { it: '', turn: 0 };
  #tagAt = 0;
  #sent = { at: 0, x: -1, y: -1, turn: -1 };
  #sentAt = new Map<number, number>();
  #sequence = 0;
  #keys = new Set<string>();
  #end: () => void;
  readonly #topic: string;
  /** Messages heard, for the rate. */
  heard = 0;

  constructor(
    private readonly wire: Wire,
    room: string,
    me: { id: string; name: string },
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.#topic = `demo.cursors.${room}`;
    const place = parseInt(me.id.slice(0, 4), 16);
    this.me = {
      ...me,
      x: 100 + (place % 800),
      y: 80 + ((place >> 3) % 400),
      rtt: null,
      seen: this.clock(),
    };
    this.players.set(me.id, this.me);
    this.#end = wire.listen(this.#topic, (message) => this.#hear(message));
  }

  get it(): string {
    return this.#tag.it;
  }

  moveTo(x: number, y: number): void {
    this.me.x = within(x, FIELD.width);
    this.me.y = within(y, FIELD.height);
  }

  press(key: string): boolean {
    if (!/^Arrow(Up|Down|Left|Right)$/.test(key)) return false;
    this.#keys.add(key);
    return true;
  }

  release(key: string): void {
    this.#keys.delete(key);
  }

  releaseAll(): void {
    this.#keys.clear();
  }

  /** To be called 20 times a second. */
  tick(): void {
    const now = this.clock();
    const held = (key: string) => (this.#keys.has(`Arrow${key}`) ? STEP : 0);
    this.moveTo(this.me.x + held('Right') - held('Left'), this.me.y + held('Down') - held('Up'));
    this.me.seen = now;
    for (const [id, { seen }] of this.players) if (now - seen > GONE) this.players.delete(id);
    this.#judge(now);
    this.#tell(now);
  }

  leave(): void {
    this.wire.send(this.#topic, JSON.stringify({ id: this.me.id, gone: true, ...this.#tag }));
    this.#end();
  }

  #judge(now: number): void {
    // Nobody is "it", or who was has left: the first by id is, so that no two windows choose differently for long.
    if (!this.players.has(this.#tag.it)) {
      const first = [...this.players.keys()].sort()[0];
      if (first === this.me.id) this.#pass(first, now);
      return;
    }
    if (this.#tag.it !== this.me.id || now - this.#tagAt < SAFE) return;
    for (const other of this.players.values()) {
      if (other !== this.me && Math.hypot(other.x - this.me.x, other.y - this.me.y) < REACH) {
        this.#pass(other.id, now);
        return;
      }
    }
  }

  #pass(it: string, now: number): void {
    this.#tag = { it, turn: this.#tag.turn + 1 };
    this.#tagAt = now;
  }

  #tell(now: number): void {
    const { x, y, id, name, rtt } = this.me;
    const news = x !== this.#sent.x || y !== this.#sent.y || this.#tag.turn !== this.#sent.turn;
    if (!news && now - this.#sent.at < STILL) return;
    const n = ++this.#sequence;
    this.#sentAt.set(n, now);
    if (this.#sentAt.size > 100) this.#sentAt.clear();
    if (this.wire.send(this.#topic, JSON.stringify({ id, name, x, y, n, rtt, ...this.#tag }))) {
      this.#sent = { at: now, x, y, turn: this.#tag.turn };
    }
  }

  #hear(heard: Heard): void {
    const said = jsonOf<Player & Tag & { n: number; gone: boolean }>(heard);
    if (typeof said?.id !== 'string') return;
    const now = this.clock();
    this.heard += 1;
    this.#agree(said, now);
    if (said.id === this.me.id) {
      const at = this.#sentAt.get(Number(said.n));
      if (at !== undefined) this.me.rtt = Math.round((now - at) * 10) / 10;
      this.#sentAt.delete(Number(said.n));
    } else if (said.gone) {
      this.players.delete(said.id);
    } else if (this.players.size < MOST || this.players.has(said.id)) {
      const name = String(said.name ?? '').slice(0, 30);
      const x = within(Number(said.x) || 0, FIELD.width);
      const y = within(Number(said.y) || 0, FIELD.height);
      const rtt = typeof said.rtt === 'number' ? said.rtt : null;
      this.players.set(said.id, { id: said.id, name, x, y, rtt, seen: now });
    }
  }

  #agree({ it, turn }: Partial<Tag>, now: number): void {
    if (typeof it !== 'string' || typeof turn !== 'number') return;
    const own = this.#tag;
    if (turn > own.turn || (turn === own.turn && it < own.it)) {
      this.#tag = { it, turn };
      this.#tagAt = now;
    }
  }
}
