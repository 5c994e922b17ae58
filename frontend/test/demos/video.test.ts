import { describe, expect, it } from 'vitest';
import { Camera, Viewer } from '../../src/demos/video/video';
import { Hub } from './hub';

const JPEG = Uint8Array.of(0xff, 0xd8);

describe('a video', () => {
  it('sends a slow viewer the newest only, and the quick one all', async () => {
    const hub = new Hub();
    let now = 0;
    const clock = () => now;
    const camera = new Camera(hub.wire(), 'r', clock);
    const release: (() => void)[] = [];
    const quick = new Viewer(
      hub.wire(),
      'r',
      'quick',
      async () => undefined,
      () => undefined,
      clock,
    );
    const slow = new Viewer(
      hub.wire(),
      'r',
      'slow',
      () => new Promise((resolve) => release.push(resolve)),
      () => undefined,
      clock,
    );
    for (let i = 0; i < 100; i++) {
      now += 66;
      hub.time += 66;
      camera.frame(JPEG, hub.time);
      if (i % 20 === 19) release.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(quick.drawn).toBeGreaterThan(95);
    expect(slow.drawn).toBeLessThanOrEqual(6);
    expect(slow.skipped).toBeGreaterThan(50);
    expect(slow.worstLag).toBeLessThan(3 * 20 * 66);
  });

  it('starts again when what was under way is lost', async () => {
    const hub = new Hub();
    let now = 0;
    const clock = () => now;
    const camera = new Camera(hub.wire(), 'r', clock);
    const wire = hub.wire();
    const viewer = new Viewer(
      wire,
      'r',
      'v',
      async () => undefined,
      () => undefined,
      clock,
    );
    wire.cut();
    camera.frame(JPEG, hub.time);
    camera.frame(JPEG, hub.time);
    expect(camera.wanted).toBe(false);
    wire.mend();
    expect(camera.wanted).toBe(true);
    now += 5000;
    viewer.tick();
    camera.frame(JPEG, hub.time);
    await new Promise((resolve) => setImmediate(resolve));
    expect(viewer.drawn).toBe(1);
  });

  it('forgets viewers that have gone, with and without a word', () => {
    const hub = new Hub();
    let now = 0;
    const camera = new Camera(hub.wire(), 'r', () => now);
    const viewer = new Viewer(
      hub.wire(),
      'r',
      'v',
      async () => undefined,
      () => undefined,
      () => now,
    );
    expect(camera.viewers.size).toBe(1);
    viewer.leave();
    expect(camera.viewers.size).toBe(0);
    new Viewer(
      hub.wire(),
      'r',
      'w',
      () => new Promise(() => undefined),
      () => undefined,
      () => now,
    );
    now += 20_000;
    camera.frame(JPEG, 0);
    expect(camera.viewers.size).toBe(0);
  });
});
