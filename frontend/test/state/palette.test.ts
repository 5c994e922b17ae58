import { expect, test } from 'vitest';
import { matching, typed, type Entry } from '../../src/state/palette';

const entries: Entry[] = ['Overview', 'Topics', 'Connections', 'Go to Queues', 'Theme: auto, light, dark'].map(
  (label) => ({
    id: label,
    label,
    hint: '',
  }),
);
const labels = (text: string) => matching(entries, text).map(({ label }) => label);

test('what begins with the text comes first, then what has all its words', () => {
  expect(labels('t')).toEqual(['Topics', 'Theme: auto, light, dark', 'Connections', 'Go to Queues']);
  expect(labels('DARK theme')).toEqual(['Theme: auto, light, dark']);
  expect(labels(' go ')).toEqual(['Go to Queues']);
  expect(labels('nothing')).toEqual([]);
});

test('a topic or a pattern can be tapped before anybody knows of it', () => {
  expect(typed(' demo.# ')).toEqual([{ id: 'tap demo.#', label: 'demo.#', hint: 'tap', href: '#/topics/demo.%23' }]);
  expect(typed('two words')).toEqual([]);
  expect(typed('')).toEqual([]);
});
