import { expect, test } from 'vitest';
import { Paced, type Pace } from '../../src/wire/paced';

/** A screen whose time goes on only by what is worked on, 1 ms each, and by frames. */
class FakePace implements Pace {
  time = 1000;
  visible = true;
  frames: (() => void)[] = [];

  now(): number {
    return this.time;
  }
  nextFrame(run: () => void): void {
    this.frames.push(run);
  }
  seen(): boolean {
    return this.visible;
  }
  frame(): void {
    this.time += 16;
    this.frames.splice(0).forEach((run) => run());
  }
}

function made(pace = new FakePace()) {
  const got: number[] = [];
  const paced = new Paced<number>((one) => {
    got.push(one);
    pace.time += 1;
  }, pace);
  return { pace, got, paced };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('what comes alone is handed on at once', () => {
  const { pace, got, paced } = made();
  for (const one of upTo(20)) {
    paced.add(one);
    pace.time += 20;
  }
  expect(got).toEqual(upTo(20));
  expect(pace.frames).toEqual([]);
});

test('of a burst each frame has a part, in order, until all of it is there', () => {
  const { pace, got, paced } = made();
  upTo(50).forEach((one) => paced.add(one));
  expect(got.length).toBeGreaterThan(0);
  expect(got.length).toBeLessThan(10);
  let frames = 0;
  while (got.length < 50) {
    const before = got.length;
    pace.frame();
    frames += 1;
    expect(got.length).toBeGreaterThan(before);
  }
  expect(frames).toBeGreaterThan(4);
  expect(got).toEqual(upTo(50));
});

test('what nobody sees is not put off', () => {
  const { pace, got, paced } = made();
  pace.visible = false;
  upTo(50).forEach((one) => paced.add(one));
  expect(got).toEqual(upTo(50));
});

test('more than may wait is handed on whatever the screen does', () => {
  const { pace, got, paced } = made();
  upTo(10_000).forEach((one) => paced.add(one));
  expect(got.length).toBeGreaterThanOrEqual(10_000 - 4000);
  while (pace.frames.length > 0) pace.frame();
  expect(got).toEqual(upTo(10_000));
});

test('an end comes after all that waited', () => {
  const { pace, got, paced } = made();
  upTo(50).forEach((one) => paced.add(one));
  paced.finish();
  expect(got).toEqual(upTo(50));
  pace.frame();
  expect(got).toHaveLength(50);
});
