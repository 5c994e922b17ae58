import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/state/filter';
import { Ring } from '../../src/state/ring';
import { kindOf, previewOf } from '../../src/state/row';
import { exportLine } from '../../src/state/export';
import { Tap } from '../../src/state/tap';

const bytes = (text: string) => new TextEncoder().encode(text);
const message = (offset: number, body = `m${offset}`, topic = 'a.b', epoch = 'e') => ({
  headers: {
    destination: `/topic/${topic}`,
    'message-id': `${epoch}:${offset}`,
    timestamp: String(1000 + offset),
    'content-type': 'text/plain',
  },
  body: bytes(body),
});
const texts = (tap: Tap) =>
  Array.from({ length: tap.count }, (_, place) => {
    const row = tap.at(place)!;
    return row.type === 'note' ? row.text : row.preview;
  });

describe('Tap that nobody looks at', () => {
  it('remembers no more places than it has rows, with a filter and with notes', () => {
    const tap = new Tap();
    tap.setFilter(parseFilter('m')!.matches);
    // Each third is missing, so that there are notes too.
    for (let offset = 1; offset < 60_000; offset += 1) if (offset % 3 !== 0) tap.receive(message(offset));
    expect(tap.places).toBeLessThanOrEqual(20_001);
    expect(tap.rows.length).toBe(10_000);
    expect(tap.count + tap.rows.length - tap.held).toBe(10_000);
  });
});

describe('Ring', () => {
  it('keeps the newest by number and by bytes', () => {
    const ring = new Ring<string>(3, 100);
    ['a', 'b', 'c', 'd'].forEach((item) => ring.push(item, 10));
    expect([...ring]).toEqual(['b', 'c', 'd']);
    ring.push('big', 85);
    expect([...ring]).toEqual(['d', 'big']);
    expect([ring.get(3), ring.get(0), ring.bytes]).toEqual(['d', undefined, 95]);
  });
  it('always keeps the newest, even one over the limit', () => {
    const ring = new Ring<string>(3, 10);
    ring.push('a', 5);
    ring.push('huge', 50);
    expect([...ring]).toEqual(['huge']);
    ring.clear();
    expect([ring.length, ring.bytes]).toEqual([0, 0]);
  });
});

describe('Tap', () => {
  it('counts messages, and no notes', () => {
    const tap = new Tap();
    [1, 2, 5].forEach((offset) => tap.receive(message(offset)));
    tap.note('back');
    expect([tap.count, tap.held]).toEqual([5, 3]);
    tap.prepend([message(0)], 'the oldest is below');
    expect([tap.count, tap.held]).toEqual([7, 4]);
    for (let offset = 6; offset < 12_000; offset++) tap.receive(message(offset));
    expect([tap.count, tap.held]).toEqual([10_000, 10_000]);
    tap.note('and a note');
    expect([tap.count, tap.held]).toEqual([10_000, 9_999]);
    tap.clear();
    expect(tap.held).toBe(0);
  });
  it('counts what came into the list: no notes, and nothing that the filter leaves out', () => {
    const tap = new Tap();
    tap.receive(message(1));
    tap.receive(message(5));
    expect([tap.rows.length, tap.listed]).toEqual([3, 2]);
    tap.setFilter(parseFilter('wanted')!.matches);
    tap.receive(message(6, 'wanted'));
    tap.receive(message(7));
    tap.note('connected');
    expect(tap.listed).toBe(3);
  });
  it('pauses without moving the list and resumes with all, in order', () => {
    const tap = new Tap();
    tap.receive(message(1));
    tap.pause();
    for (let offset = 2; offset <= 501; offset++) tap.receive(message(offset));
    expect([tap.count, tap.waiting]).toEqual([1, 500]);
    tap.resume();
    expect(texts(tap)).toEqual(Array.from({ length: 501 }, (_, i) => `m${i + 1}`));
  });
  it('says what it let go when even the waiting room was full', () => {
    const tap = new Tap();
    tap.pause();
    for (let offset = 1; offset <= 10_005; offset++) tap.receive(message(offset));
    expect([tap.waiting, tap.letGo]).toEqual([10_000, 5]);
    tap.resume();
    expect(texts(tap).at(-1)).toBe('m10005');
  });
  it('marks gaps, new epochs and repeats per topic', () => {
    const tap = new Tap();
    for (const one of [
      message(1),
      message(7, 'x', 'other'),
      message(4),
      message(2, 'x', 'a.b', 'f'),
      message(2, 'y', 'a.b', 'f'),
    ])
      tap.receive(one);
    expect(texts(tap)).toEqual([
      'm1',
      'x',
      'gap: 2 messages were not received on a.b',
      'm4',
      "new epoch: the server's log of a.b began again, so it is not known what was missed",
      'x',
      'repeat: a.b went back to position 2',
      'y',
    ]);
  });
  it('says what was sampled, and takes it for no gap', () => {
    const tap = new Tap();
    const after = (sampled: number, offset: number, topic = 'a.b') => {
      const one = message(offset, `m${offset}`, topic);
      return { ...one, headers: { ...one.headers, dropped: String(sampled), sampled: String(sampled) } };
    };
    tap.receive(message(1));
    tap.receive(after(3, 5));
    tap.receive(after(1, 9));
    expect(texts(tap)).toEqual([
      'm1',
      'sampled: 3 messages are not shown',
      'm5',
      'sampled: 1 message is not shown',
      'gap: 2 messages were not received on a.b',
      'm9',
    ]);
    expect([tap.messages, tap.sampled, tap.held]).toEqual([3, 4, 3]);
  });
  it('finds what was sampled of a pattern in any of its topics', () => {
    const tap = new Tap();
    tap.receive(message(1, 'x', 'a'));
    tap.receive(message(1, 'x', 'b'));
    tap.receive({ ...message(2, 'y', 'a'), headers: { ...message(2, 'y', 'a').headers, sampled: '4' } });
    tap.receive(message(6, 'z', 'b'));
    tap.receive(message(8, 'z', 'b'));
    tap.receive({ ...message(3, 'y', 'a'), headers: { ...message(3, 'y', 'a').headers, sampled: '1' } });
    tap.subscribed();
    tap.receive(message(10, 'z', 'b'));
    expect(texts(tap)).toEqual([
      'x',
      'x',
      'sampled: 4 messages are not shown',
      'y',
      'z',
      'gap: 1 message was not received on b',
      'z',
      'sampled: 1 message is not shown',
      'y',
      'gap: 1 message was not received on b',
      'z',
    ]);
  });
  it('says what dropped of messages that nobody asked to sample: it is a gap', () => {
    const tap = new Tap();
    tap.receive(message(1));
    tap.receive({ ...message(4), headers: { ...message(4).headers, dropped: '2' } });
    expect(texts(tap)).toEqual(['m1', 'gap: 2 messages were not received on a.b', 'm4']);
    expect(tap.sampled).toBe(0);
  });
  it('filters what it has and what comes, and stays right when old rows go', () => {
    const tap = new Tap();
    tap.receive(message(1, 'keep 1'));
    tap.receive(message(2, 'drop'));
    tap.setFilter(parseFilter('keep')!.matches);
    tap.receive(message(3, 'keep 3'));
    expect(texts(tap)).toEqual(['keep 1', 'keep 3']);
    expect(tap.placeOf(tap.indexAt(1))).toBe(1);
    for (let offset = 4; offset < 10_004; offset++) tap.receive(message(offset, 'drop'));
    expect(tap.count).toBe(0);
    tap.setFilter(null);
    expect(tap.count).toBe(10_000);
  });
  it('exports text as text and bytes as base64', () => {
    const tap = new Tap();
    tap.receive(message(1, 'hi'));
    tap.receive({ ...message(2), body: Uint8Array.of(0, 255) });
    expect([...tap.shown()].map((row) => JSON.parse(exportLine(row)))).toMatchObject([
      { topic: 'a.b', position: 'e:1', body: 'hi', contentType: 'text/plain' },
      { position: 'e:2', bodyBase64: 'AP8=' },
    ]);
  });
});

describe('kind and preview', () => {
  it.each([
    ['application/json', '{"a":1}', 'json'],
    ['application/problem+json', '{}', 'json'],
    ['text/plain', '{"a":1}', 'text'],
    ['application/x-www-form-urlencoded', '{"a":1}', 'json'],
    [undefined, 'hello', 'text'],
    [undefined, '\u0001\u0002', 'bin'],
    ['application/octet-stream', 'hello', 'bin'],
  ])('%s %j is %s', (type, body, kind) => expect(kindOf(type, bytes(body))).toBe(kind));

  it('never believes a content type against the bytes', () => {
    expect(kindOf('text/plain', Uint8Array.of(0xff, 0xfe))).toBe('bin');
  });
  it('puts a long or many-lined body on one short line', () => {
    expect(previewOf('text', bytes('a\n\tb'))).toBe('a b');
    expect(previewOf('text', bytes('x'.repeat(500)))).toHaveLength(161);
    expect(previewOf('bin', Uint8Array.of(0, 10, 255))).toBe('00 0A FF');
  });
});
