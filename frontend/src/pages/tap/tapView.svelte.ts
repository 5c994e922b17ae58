import { link } from '../../state/link.svelte';
import { prefs } from '../../state/prefs.svelte';
import type { Predicate } from '../../state/filter';
import type { MessageRow } from '../../state/row';
import { Tap } from '../../state/tap';
import type { Refusal } from '../../wire/link';
import { destinationOf } from '../../wire/topic';

const FLUSH_EVERY = 100;

/** What the tap's screen shows; counts are copied from the plain tap at most ten times a second. */
export class TapView {
  readonly tap = new Tap();
  shown = $state.raw({
    version: -1,
    count: 0,
    total: 0,
    messages: 0,
    paused: false,
    waiting: 0,
    letGo: 0,
    oldest: null as number | null,
  });
  selected = $state.raw<{ index: number; row: MessageRow } | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  following = $state(true);
  /** Messages that arrived below what the reader looks at. */
  unseen = $state(0);
  #seen = 0;

  constructor(readonly topic: string) {}

  /** Listens until the returned function is called. */
  start(): () => void {
    const end = link.subscribe({
      destination: destinationOf(this.topic),
      onMessage: (message) => this.tap.receive(message),
      onAccepted: () => (this.refusal = null),
      onRefused: (refusal) => (this.refusal = refusal),
    });
    const timer = setInterval(() => !prefs.frozen && this.flush(), FLUSH_EVERY);
    return () => {
      end();
      clearInterval(timer);
    };
  }

  flush(): void {
    const { tap } = this;
    if (tap.version === this.shown.version) return;
    this.shown = {
      version: tap.version,
      count: tap.count,
      total: tap.rows.length,
      messages: tap.messages,
      paused: tap.paused,
      waiting: tap.waiting,
      letGo: tap.letGo,
      oldest: tap.oldestWaiting,
    };
    if (this.following) this.#seen = tap.rows.next;
    this.unseen = tap.rows.next - this.#seen;
  }

  toggle(): void {
    if (this.tap.paused) this.tap.resume();
    else this.tap.pause();
    this.flush();
  }

  clear(): void {
    this.tap.clear();
    this.selected = null;
    this.flush();
  }

  filter(matches: Predicate | null): void {
    this.tap.setFilter(matches);
    this.flush();
  }

  onFollowing(following: boolean): void {
    this.following = following;
    this.#seen = this.tap.rows.next;
    this.unseen = 0;
  }

  select(index: number): void {
    const row = this.tap.rows.get(index);
    if (row?.type === 'message') this.selected = { index, row };
  }

  /** Moves the selection by places; from nothing it starts at the newest. Returns the new place. */
  move(by: number): number {
    const { tap } = this;
    const from = this.selected ? tap.placeOf(this.selected.index) : -1;
    let place = from < 0 ? tap.count - 1 : Math.min(tap.count - 1, Math.max(0, from + by));
    const step = by < 0 ? -1 : 1;
    // Notes cannot be opened, so the selection steps over them.
    while (tap.at(place)?.type === 'note') place += step;
    if (tap.at(place)) this.select(tap.indexAt(place));
    return place;
  }
}
