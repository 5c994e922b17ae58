import { plural } from '../../ui/format';
import { isKept, type History } from '../../state/history';
import { addresses, link, noteRecovery } from '../../state/link.svelte';
import { still, whenUnseen } from '../../state/seen';
import { session } from '../../state/session.svelte';
import type { Predicate } from '../../state/filter';
import type { MessageRow } from '../../state/row';
import { Tap } from '../../state/tap';
import type { Accepted, Refusal, Standing } from '../../wire/link';
import type { Position } from '../../wire/position';
import { destinationOf, isPattern } from '../../wire/topic';

const FLUSH_EVERY = 100;
/** Messages a second: more can be read by nobody, and each costs the browser time that it needs for drawing. */
export const MAX_RATE = 2000;
/** Bytes a second: a page that read more slowly than it is sent to would be cut like any other. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** What the tap's screen shows; counts are copied from the plain tap at most ten times a second. */
export class TapView {
  readonly tap = new Tap();
  shown = $state.raw({
    version: -1,
    count: 0,
    total: 0,
    held: 0,
    messages: 0,
    sampled: 0,
    paused: false,
    waiting: 0,
    letGo: 0,
    oldest: null as number | null,
  });
  selected = $state.raw<{ index: number; row: MessageRow } | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** Whether the server has said that it sends what comes: there is such a topic then. */
  accepted = $state(false);
  loading = $state(false);
  historyProblem = $state('');
  following = $state(true);
  /** Messages that came into the list below what the reader looks at. */
  unseen = $state(0);
  #seen = 0;
  /** Left out on the server, because nobody looked at it. */
  #suspended = false;

  constructor(readonly topic: string) {}

  /** Listens until the returned function is called. */
  start(): () => void {
    const standing: Standing = {
      destination: destinationOf(this.topic),
      resume: !isPattern(this.topic),
      maxRate: MAX_RATE,
      maxBytes: MAX_BYTES,
      onMessage: (message) => this.tap.receive(message),
      onAccepted: (how) => this.#accepted(how),
      onRefused: (refusal) => (this.refusal = refusal),
    };
    const end = link.subscribe(standing);
    const stop = standing.resume ? whenUnseen(() => this.#suspend(standing)) : () => undefined;
    const timer = setInterval(() => !still() && this.flush(), FLUSH_EVERY);
    return () => {
      stop();
      end();
      clearInterval(timer);
    };
  }

  /** Loads what the server still has from before the oldest message here. */
  async loadHistory(load: (topic: string, before: Position | null) => Promise<History>): Promise<void> {
    this.loading = true;
    this.historyProblem = '';
    try {
      const { messages, whole } = await load(this.topic, this.tap.oldest);
      const count = this.tap.prepend(messages, whole ? 'the oldest message that the server still has is below' : null);
      if (count === 0)
        this.historyProblem =
          messages.length === 0
            ? 'The server has nothing older than what is here.'
            : 'This page holds 10,000 messages or 32 MB at most, so there is no room for older ones; the export has all.';
      this.flush();
    } catch (error) {
      this.historyProblem = (error as Error).message;
    } finally {
      this.loading = false;
    }
  }

  /** What is kept nowhere goes on coming, because afterwards it could not be had. */
  #suspend(standing: Standing): () => void {
    let resume: () => void = () => undefined;
    let seen = false;
    void isKept(addresses.messages(this.topic), session.token).then((kept) => {
      if (!kept || seen) return;
      resume = link.suspend(standing);
      this.#suspended = true;
    });
    return () => {
      seen = true;
      resume();
    };
  }

  #accepted({ recovered, replayed, missed }: Accepted): void {
    this.refusal = null;
    this.accepted = true;
    this.tap.subscribed();
    if (recovered === null) return;
    const suspended = this.#suspended;
    this.#suspended = false;
    if (!suspended) noteRecovery(replayed, recovered ? 0 : missed);
    if (recovered && replayed > 0)
      this.tap.note(
        suspended
          ? `not looked at for a while: ${plural(replayed, 'message')} fetched from history`
          : `back: ${replayed} missed messages were fetched from history`,
        true,
      );
    if (recovered) return;
    const what =
      missed === null
        ? 'it is not known what was missed'
        : `${plural(missed, 'message')} ${missed === 1 ? 'is' : 'are'} gone`;
    this.tap.note(`back, but ${what}: history does not reach that far`);
  }

  flush(): void {
    const { tap } = this;
    if (tap.version === this.shown.version) return;
    this.shown = {
      version: tap.version,
      count: tap.count,
      total: tap.rows.length,
      held: tap.held,
      messages: tap.messages,
      sampled: tap.sampled,
      paused: tap.paused,
      waiting: tap.waiting,
      letGo: tap.letGo,
      oldest: tap.oldestWaiting,
    };
    if (this.following) this.#seen = tap.listed;
    this.unseen = tap.listed - this.#seen;
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
    this.#seen = this.tap.listed;
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
