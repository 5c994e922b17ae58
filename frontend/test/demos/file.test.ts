import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CHUNK, roomTopic, WINDOW, type Control } from '../../src/demos/file/protocol';
import { Receiver } from '../../src/demos/file/receiver';
import { Sender } from '../../src/demos/file/sender';
import { madeUp } from '../../src/demos/file/sources';
import { jsonOf } from '../../src/demos/wire';
import { Hub, type FakeWire } from './hub';

/** A room with a sender and a receiver, and a clock that is put forward whenever nothing else goes on. */
async function transfer(size: number, disturb: (at: { wire: FakeWire; from: FakeWire; chunks: number }) => void) {
  const hub = new Hub();
  const [from, to] = [hub.wire(), hub.wire()];
  let now = 0;
  const clock = () => now;
  const source = madeUp(size);
  let most = 0;
  let chunks = 0;
  let receiver: Receiver | undefined;
  const sender = new Sender(from, 'r', 'f', source, () => undefined, clock);
  from.listen(roomTopic('r'), (heard) => sender.heard(jsonOf<Control>(heard) as Control));
  to.listen(roomTopic('r'), (heard) => receiver?.heard(jsonOf<Control>(heard) as Control));
  to.listen('demo.file.r.f', () => {
    chunks += 1;
    most = Math.max(most, chunks - (receiver?.next ?? 0));
    disturb({ wire: to, from, chunks });
  });
  receiver = new Receiver(to, 'r', sender.offer, () => undefined, clock);
  for (let i = 0; i < 400 && !(sender.over && receiver.state !== 'receiving'); i++) {
    await new Promise((resolve) => setImmediate(resolve));
    now += 250;
    sender.tick();
  }
  const bytes = new Uint8Array(await receiver.blob.arrayBuffer());
  const expected = createHash('sha256')
    .update(await source.read(0, size))
    .digest('hex');
  return { sender, receiver, bytes, expected, most };
}

describe('a file', () => {
  it.each([0, 1, CHUNK, CHUNK + 1, 3 * CHUNK * WINDOW + 7])('of %d bytes arrives whole', async (size) => {
    const { sender, receiver, bytes, expected } = await transfer(size, () => undefined);
    expect([sender.state, receiver.state]).toEqual(['done', 'done']);
    expect(bytes.length).toBe(size);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sender.sha);
    expect(receiver.sha).toBe(sender.sha);
    if (size <= CHUNK) expect(sender.sha).toBe(expected);
  });

  it('goes on where it was when either side was cut', async () => {
    let cuts = 0;
    const { sender, receiver, bytes } = await transfer(100 * CHUNK, ({ wire, from, chunks }) => {
      if (chunks === 20 || chunks === 60) {
        const side = chunks === 20 ? wire : from;
        side.cut();
        cuts += 1;
        void (async () => {
          for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
          side.mend();
        })();
      }
    });
    expect(cuts).toBe(2);
    expect([sender.state, receiver.state]).toEqual(['done', 'done']);
    expect(bytes.length).toBe(100 * CHUNK);
    expect(receiver.sha).toBe(sender.sha);
    expect(sender.resumed).toBeGreaterThan(0);
  });

  it('asks again for a chunk that was lost', async () => {
    let lost = 0;
    const { sender, receiver } = await transfer(60 * CHUNK, ({ from, chunks }) => {
      from.lose = (topic) => topic === 'demo.file.r.f' && chunks === 17 && lost++ === 0;
    });
    expect(lost).toBeGreaterThan(0);
    expect([sender.state, receiver.state]).toEqual(['done', 'done']);
    expect(receiver.sha).toBe(sender.sha);
  });

  it('never has more under way than a window', async () => {
    const hub = new Hub();
    const wire = hub.wire();
    let sent = 0;
    wire.listen('demo.file.r.f', () => (sent += 1));
    const sender = new Sender(wire, 'r', 'f', madeUp(100 * CHUNK), () => undefined);
    for (const next of [0, 4, 8]) {
      sender.heard({ kind: 'have', file: 'f', next, again: false });
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(sent).toBe(next + WINDOW);
    }
  });
});
