import { afterEach, describe, expect, it, vi } from 'vitest';
import { historyOf } from '../../src/state/history';
import { Ring } from '../../src/state/ring';
import { Tap } from '../../src/state/tap';
import type { Received } from '../../src/wire/link';

const message = (offset: number): Received => ({
  headers: { destination: '/topic/a', 'message-id': `e:${offset}`, timestamp: String(1000 + offset) },
  body: new TextEncoder().encode(`m${offset}`),
});
const previews = (tap: Tap) =>
  Array.from({ length: tap.count }, (_, place) => {
    const row = tap.at(place)!;
    return row.type === 'message' ? row.preview : `(${row.text})`;
  });

afterEach(() => vi.unstubAllGlobals());

describe('Ring', () => {
  it('takes older items in front, as far as there is room, and no index changes', () => {
    const ring = new Ring<string>(4, 100);
    ring.push('c', 1);
    const index = ring.push('d', 1);
    expect([ring.unshift('b', 1), ring.unshift('a', 1), ring.unshift('z', 1)]).toEqual([true, true, false]);
    expect([...ring]).toEqual(['a', 'b', 'c', 'd']);
    expect(ring.get(index)).toBe('d');
    ring.push('e', 1);
    expect([...ring]).toEqual(['b', 'c', 'd', 'e']);
    expect(ring.unshift('large', 100)).toBe(false);
  });
});

describe('a tap with history', () => {
  it('has the older ones in front, once each, with the end of history marked', () => {
    const tap = new Tap();
    [7, 8].forEach((offset) => tap.receive(message(offset)));
    const eight = tap.indexAt(1);
    expect(tap.prepend([5, 6, 7, 8].map(message), 'the oldest')).toBe(2);
    expect(previews(tap)).toEqual(['(the oldest)', 'm5', 'm6', 'm7', 'm8']);
    expect(tap.placeOf(eight)).toBe(4);
    tap.receive(message(9));
    expect(previews(tap).at(-1)).toBe('m9');
  });

  it('shows them through the filter', () => {
    const tap = new Tap();
    tap.receive(message(7));
    tap.setFilter((row) => row.preview !== 'm6');
    tap.prepend([5, 6].map(message), null);
    expect(previews(tap)).toEqual(['m5', 'm7']);
  });
});

it('history comes as it would have come live, text and bytes', async () => {
  const kept = [
    { position: 'e:1', timestamp: 5, contentType: 'text/plain', headers: { colour: 'green' }, body: 'hé' },
    { position: 'e:2', timestamp: 6, contentType: null, headers: null, bodyBase64: 'AP96' },
  ];
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ messages: kept })));
  const { messages, whole } = await historyOf('/x', null, 'a.b', null);
  expect(whole).toBe(true);
  expect(messages[0]!.headers).toEqual({
    destination: '/topic/a.b',
    'message-id': 'e:1',
    timestamp: '5',
    'content-type': 'text/plain',
    colour: 'green',
  });
  expect(messages.map(({ body }) => [...body])).toEqual([
    [104, 195, 169],
    [0, 255, 122],
  ]);
});

it('goes back page by page to the oldest that is kept', async () => {
  const asked: string[] = [];
  // What the server has is 501 to 3000; it answers with what follows, from its oldest where that is gone.
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const after = /after=e%3A(\d+)/.exec(url);
    const from = after ? Math.max(501, Number(after[1]) + 1) : 2001;
    const length = Math.min(1000, 3000 - from + 1);
    const messages = Array.from({ length }, (_, i) => ({
      position: `e:${from + i}`,
      timestamp: 1,
      contentType: null,
      headers: null,
      body: 'x',
    }));
    return new Response(JSON.stringify({ messages }));
  });
  const tap = new Tap();
  tap.receive(message(3001));
  for (const [offset, whole] of [
    [2001, false],
    [1001, false],
    [501, true],
  ] as const) {
    const page = await historyOf('/x', null, 'a', tap.oldest);
    tap.prepend(page.messages, null);
    expect([tap.oldest?.offset, page.whole]).toEqual([offset, whole]);
  }
  expect((await historyOf('/x', null, 'a', tap.oldest)).messages).toEqual([]);
  expect(tap.held).toBe(2501);
  expect(asked[0]).toBe('/x?after=e%3A2000&limit=1000');
});

it('of another log than the one that is held there is nothing to put before it', async () => {
  const kept = [{ position: 'new:1', timestamp: 1, contentType: null, headers: null, body: 'x' }];
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ messages: kept })));
  expect(await historyOf('/x', null, 'a', { epoch: 'old', offset: 50 })).toEqual({ messages: [], whole: true });
});
