import type { Received } from '../wire/link';
import { stepBetween, type Position } from '../wire/position';
import type { Predicate } from './filter';
import { Ring } from './ring';
import { MessageRow, type Row } from './row';

const MESSAGES = 10_000;
const BYTES = 32 * 1024 * 1024;
const TOPICS_REMEMBERED = 10_000;
/** What a row costs besides its body: headers, preview, the object itself. */
const ROW_COST = 512;

/**
 * What one tap has seen. Plain data on purpose: at thousands of messages a second nothing here may be reactive. Whoever
 * shows it asks for `version` a few times a second.
 */
export class Tap {
  readonly rows = new Ring<Row>(MESSAGES, BYTES);
  /** What arrived while paused. A ring of its own, so that the list in view cannot lose its oldest row meanwhile. */
  readonly #waiting = new Ring<Row>(MESSAGES, BYTES);
  #last = new Map<string, Position>();
  #lastTime: number | null = null;
  #filter: Predicate | null = null;
  #matching: number[] = [];
  #matchingFrom = 0;
  /** Where notes are among the rows. */
  #notes: number[] = [];
  paused = false;
  /** Messages let go while paused because even the waiting room was full. */
  letGo = 0;
  messages = 0;
  /** Messages that the server left out, because this tap asked for no more than it can show. */
  sampled = 0;
  /** Those of them that no gap between two positions was seen for yet: a pattern's topics share them. */
  #told = 0;
  /** Messages that have come to the end of the list, as the filter had it then. */
  listed = 0;
  version = 0;

  receive(received: Received, now = Date.now()): void {
    const row = new MessageRow(received, this.#lastTime, now);
    this.#lastTime = row.time;
    const sampled = Number(received.headers['sampled'] ?? 0);
    if (sampled > 0) this.#noteSampled(sampled);
    const note = this.#noteBefore(row);
    if (note) this.#take({ type: 'note', text: note }, ROW_COST);
    this.messages += 1;
    this.#take(row, row.body.length + ROW_COST);
  }

  /**
   * Puts what was before the oldest message in front, oldest first in `older`. Answers how many there was room for; the
   * places of all others stay as they are.
   */
  prepend(older: Received[], note: string | null): number {
    const known = new Set<string | undefined>();
    for (const row of this.rows) if (row.type === 'message') known.add(row.headers['message-id']);
    const fresh = older.filter(({ headers }) => !known.has(headers['message-id']));
    let before: number | null = null;
    const rows = fresh.map((received) => {
      const row = new MessageRow(received, before, Date.now());
      before = row.time;
      return row;
    });
    let count = 0;
    for (const row of rows.reverse()) {
      if (!this.rows.unshift(row, row.body.length + ROW_COST)) break;
      count += 1;
    }
    const explained = note && count === rows.length;
    if (explained && this.rows.unshift({ type: 'note', text: note, calm: true }, ROW_COST))
      this.#notes.unshift(this.rows.first);
    this.#rebuild();
    this.version += 1;
    return count;
  }

  /** Where the oldest message stands that is held; null where none is, or it does not say. */
  get oldest(): Position | null {
    for (const row of this.rows) if (row.type === 'message') return row.position;
    return null;
  }

  note(text: string, calm = false): void {
    this.#take({ type: 'note', text, calm }, ROW_COST);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get oldestWaiting(): number | null {
    for (const row of this.#waiting) if (row.type === 'message') return row.time;
    return null;
  }

  pause(): void {
    this.paused = true;
    this.version += 1;
  }

  resume(): void {
    this.paused = false;
    if (this.letGo > 0) {
      this.note(`${this.letGo} messages were let go: more than ${MESSAGES} or 32 MB arrived during the pause`);
      this.letGo = 0;
    }
    for (const row of this.#waiting) this.#show(row, row.type === 'message' ? row.body.length + ROW_COST : ROW_COST);
    this.#waiting.clear();
    this.version += 1;
  }

  clear(): void {
    this.rows.clear();
    this.#notes = [];
    this.#waiting.clear();
    this.#rebuild();
    this.letGo = 0;
    this.version += 1;
  }

  setFilter(filter: Predicate | null): void {
    this.#filter = filter;
    this.#rebuild();
    this.version += 1;
  }

  /** How many rows the list has now, and the row at a place in it. */
  get count(): number {
    this.#forgetGone();
    return this.#filter ? this.#matching.length - this.#matchingFrom : this.rows.length;
  }

  /** How many messages are among all rows, whatever the filter. */
  get held(): number {
    this.#forgetGone();
    return this.rows.length - this.#notes.length;
  }

  indexAt(place: number): number {
    return this.#filter ? (this.#matching[this.#matchingFrom + place] ?? -1) : this.rows.first + place;
  }

  /** Like the place, but unchanged when older rows go. */
  ordinalAt(place: number): number {
    return (this.#filter ? this.#matchingFrom : this.rows.first) + place;
  }

  /** Where a row is in the list, or -1. */
  placeOf(index: number): number {
    if (!this.#filter) return this.rows.get(index) ? index - this.rows.first : -1;
    const place = this.#matching.indexOf(index, this.#matchingFrom);
    return place < 0 ? -1 : place - this.#matchingFrom;
  }

  at(place: number): Row | undefined {
    return this.rows.get(this.indexAt(place));
  }

  /** The messages in the list, oldest first. */
  *shown(): Generator<MessageRow> {
    for (let place = 0; place < this.count; place++) {
      const row = this.at(place);
      if (row?.type === 'message') yield row;
    }
  }

  #take(row: Row, size: number): void {
    if (!this.paused) {
      this.#show(row, size);
    } else {
      const before = this.#waiting.first;
      this.#waiting.push(row, size);
      this.letGo += this.#waiting.first - before;
    }
    this.version += 1;
  }

  #show(row: Row, size: number): void {
    const index = this.rows.push(row, size);
    if (row.type === 'note') {
      this.#notes.push(index);
    } else if (!this.#filter || this.#filter(row)) {
      this.listed += 1;
      if (this.#filter) this.#matching.push(index);
    }
    // Not only when somebody looks: in a frozen page nobody does, for hours.
    this.#forgetGone();
  }

  #rebuild(): void {
    this.#matching = [];
    this.#matchingFrom = 0;
    if (!this.#filter) return;
    for (let index = this.rows.first; index < this.rows.next; index++) {
      const row = this.rows.get(index);
      if (row?.type === 'message' && this.#filter(row)) this.#matching.push(index);
    }
  }

  #forgetGone(): void {
    while ((this.#notes[0] ?? Infinity) < this.rows.first) this.#notes.shift();
    while ((this.#matching[this.#matchingFrom] ?? Infinity) < this.rows.first) this.#matchingFrom += 1;
    if (this.#matchingFrom > MESSAGES) {
      this.#matching = this.#matching.slice(this.#matchingFrom);
      this.#matchingFrom = 0;
    }
  }

  /** What is remembered of where rows are. */
  get places(): number {
    return this.#matching.length + this.#notes.length;
  }

  /** Subscribed anew: what was left out before explains nothing that is missing now. */
  subscribed(): void {
    this.#told = 0;
  }

  #noteSampled(count: number): void {
    this.sampled += count;
    this.#told += count;
    this.note(`sampled: ${count} ${count === 1 ? 'message is' : 'messages are'} not shown`, true);
  }

  /** Positions rise by one within a topic. When they do not, the reader must hear of it. */
  #noteBefore(row: MessageRow): string | null {
    if (!row.position) return null;
    const step = stepBetween(this.#last.get(row.topic), row.position);
    if (this.#last.size >= TOPICS_REMEMBERED) this.#last.clear();
    this.#last.set(row.topic, row.position);
    switch (step.kind) {
      case 'gap': {
        const missed = step.missed - Math.min(step.missed, this.#told);
        this.#told -= step.missed - missed;
        return missed > 0
          ? `gap: ${missed} ${missed === 1 ? 'message was' : 'messages were'} not received on ${row.topic}`
          : null;
      }
      case 'new-epoch':
        return `new epoch: the server's log of ${row.topic} began again, so it is not known what was missed`;
      case 'repeat':
        return `repeat: ${row.topic} went back to position ${row.position.offset}`;
      default:
        return null;
    }
  }
}
