import { jsonOf, type Accepted, type Heard, type Wire } from '../wire';

export interface Said {
  kind: 'said';
  id: string;
  from: string;
  name: string;
  text: string;
  at: number;
  mine: boolean;
  /** The server has it. */
  arrived: boolean;
}

export interface Note {
  kind: 'note';
  id: string;
  text: string;
  bad: boolean;
}

export interface Person {
  id: string;
  name: string;
  seen: number;
  typing: boolean;
}

export const HISTORY = 50;
const MOST = 500;
const LONGEST = 2000;
const BEAT = 2000;
/** Three beats missed: gone. */
const GONE = 6500;
const TYPING = 3000;

/**
 * A chat room on two topics: what is said on one, with history; who is here on the other, by a beat every two seconds.
 * A lost connection loses nothing: what was missed comes by `since`, and what was said meanwhile is sent again under the
 * same idempotency key.
 */
export class Chat {
  lines: (Said | Note)[] = [];
  people = new Map<string, Person>();
  #typedAt = 0;
  #beatAt = 0;
  #notes = 0;
  #ends: (() => void)[];
  readonly #topic: string;

  constructor(
    private readonly wire: Wire,
    room: string,
    readonly me: { id: string; name: string },
    private readonly changed: () => void,
    private readonly clock: () => number = Date.now,
  ) {
    this.#topic = `demo.chat.${room}`;
    this.#ends = [
      wire.listen(this.#topic, (heard) => this.#said(heard), {
        rewind: HISTORY,
        resume: true,
        onAccepted: (how) => this.#accepted(how),
        onRefused: (code, sentence) => this.#note(`${code}: ${sentence}`, true),
      }),
      wire.listen(`${this.#topic}.here`, (heard) => this.#here(heard), { onAccepted: () => this.#beat() }),
    ];
  }

  say(text: string): void {
    const said = text.trim().slice(0, LONGEST);
    if (said === '') return;
    const id = `${this.me.id}-${this.clock().toString(36)}-${(this.#notes++).toString(36)}`;
    const { id: from, name } = this.me;
    this.#add({ kind: 'said', id, from, name, text: said, at: this.wire.now(), mine: true, arrived: false });
    this.#typedAt = 0;
    this.#sendWaiting(id);
    this.#beat();
  }

  /** A key was pressed in the field. */
  typing(): void {
    const before = this.#isTyping;
    this.#typedAt = this.clock();
    if (!before) this.#beat();
  }

  rename(name: string): void {
    this.me.name = name.slice(0, 30);
    this.#beat();
  }

  /** To be called about once a second. */
  tick(): void {
    const now = this.clock();
    if (now - this.#beatAt >= BEAT || (this.#typedAt && !this.#isTyping)) {
      if (!this.#isTyping) this.#typedAt = 0;
      this.#beat();
    }
    for (const [id, { seen }] of this.people) if (now - seen > GONE) this.people.delete(id);
    this.changed();
  }

  leave(): void {
    this.wire.send(`${this.#topic}.here`, JSON.stringify({ id: this.me.id, gone: true }));
    this.#ends.forEach((end) => end());
  }

  get #isTyping(): boolean {
    return this.clock() - this.#typedAt < TYPING;
  }

  #beat(): void {
    this.#beatAt = this.clock();
    const { id, name } = this.me;
    this.wire.send(`${this.#topic}.here`, JSON.stringify({ id, name, typing: this.#isTyping }));
  }

  #accepted({ again, recovered, replayed }: Accepted): void {
    if (again) {
      if (recovered === false) this.#note('Back, but not all that was said meanwhile is still kept.', true);
      else
        this.#note(`Back. ${replayed === 1 ? '1 message was' : `${replayed} messages were`} fetched, none is missing.`);
    }
    this.#sendWaiting();
  }

  #sendWaiting(only?: string): void {
    for (const line of this.lines) {
      if (line.kind !== 'said' || !line.mine || line.arrived || (only && line.id !== only)) continue;
      const { id, from, name, text, at } = line;
      const body = JSON.stringify({ id, from, name, text, at });
      this.wire.send(this.#topic, body, { 'idempotency-key': id }, () => this.#arrived(id));
    }
  }

  #said(heard: Heard): void {
    const said = jsonOf<Said>(heard);
    if (typeof said?.id !== 'string' || typeof said.text !== 'string') return;
    if (this.#arrived(said.id)) return;
    const at = Number(heard.headers['timestamp']) || Number(said.at) || this.wire.now();
    const name = String(said.name ?? 'Somebody').slice(0, 30);
    const from = String(said.from ?? '');
    const text = said.text.slice(0, LONGEST);
    this.#add({ kind: 'said', id: said.id, from, name, text, at, mine: from === this.me.id, arrived: true });
  }

  /** Notes that the server has a message of ours; false for one that is not known here. */
  #arrived(id: string): boolean {
    if (!this.lines.some((line) => line.id === id)) return false;
    this.lines = this.lines.map((line) => (line.kind === 'said' && line.id === id ? { ...line, arrived: true } : line));
    this.changed();
    return true;
  }

  #here(heard: Heard): void {
    const here = jsonOf<Person & { gone: boolean }>(heard);
    if (typeof here?.id !== 'string') return;
    if (here.gone) this.people.delete(here.id);
    else if (this.people.size < MOST || this.people.has(here.id)) {
      const name = String(here.name ?? 'Somebody').slice(0, 30);
      this.people.set(here.id, { id: here.id, name, seen: this.clock(), typing: here.typing === true });
    }
    this.changed();
  }

  #note(text: string, bad = false): void {
    this.#add({ kind: 'note', id: `note-${this.#notes++}`, text, bad });
  }

  #add(line: Said | Note): void {
    this.lines = [...this.lines, line].slice(-MOST);
    this.changed();
  }
}
