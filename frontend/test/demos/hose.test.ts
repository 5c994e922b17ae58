import { describe, expect, it } from 'vitest';
import { Gauge, Hose, TOPIC } from '../../src/demos/firehose/hose';
import { Hub } from './hub';

describe('the firehose', () => {
  it('keeps its rate, and leaves out what it could not send in time', () => {
    const hub = new Hub();
    let now = 0;
    const wire = hub.wire();
    const hose = new Hose(wire, 'h', () => now);
    hose.open(1000);
    for (; now < 1000; now += 10) hose.tick();
    hose.tick();
    expect(hose.sent).toBe(1000);
    now += 60_000;
    hose.tick();
    expect(hose.sent).toBe(1200);
    hose.shut();
    now += 1000;
    hose.tick();
    expect(hose.sent).toBe(1200);
  });

  it('is measured: what is missing, and what comes out of turn', () => {
    const hub = new Hub();
    const wire = hub.wire();
    const gauge = new Gauge();
    wire.listen(TOPIC, (heard) => gauge.heard(heard));
    const say = (from: string, n: number) => wire.send(TOPIC, JSON.stringify({ from, n }));
    [5, 6, 9, 8].forEach((n) => say('a', n));
    say('b', 70);
    wire.send(TOPIC, 'something else');
    expect(gauge).toMatchObject({ received: 5, missing: 2, wrongOrder: 1 });
  });
});
