import { beforeEach, expect, it } from 'vitest';
import { Shortcuts } from '../../src/ui/shortcuts';

let ran: string[];
let characters: boolean;
let shortcuts: Shortcuts;

/** As much of a key press as the class looks at. */
function press(key: string, on = '', timeStamp = 0) {
  const target = { closest: (selector: string) => (on !== '' && selector.split(/[,:] ?/).includes(on) ? {} : null) };
  const event = { key, timeStamp, target, defaultPrevented: false, preventDefault: () => undefined };
  shortcuts.handle(event as unknown as KeyboardEvent);
}

beforeEach(() => {
  ran = [];
  characters = true;
  shortcuts = new Shortcuts(() => characters);
  shortcuts.add(['g o', 't', ' ', 'Escape'].map((keys) => ({ keys, does: keys, run: () => ran.push(keys) })));
});

it('runs single keys and sequences', () => {
  press('t');
  press('g');
  press('o');
  press('o');
  expect(ran).toEqual(['t', 'g o']);
});

it('forgets the first key of a sequence after a while', () => {
  press('g', '', 0);
  press('o', '', 5000);
  expect(ran).toEqual([]);
});

it('leaves keys to fields and dialogs, and Space to the button that has the focus', () => {
  press('t', 'textarea');
  press('t', 'dialog');
  press(' ', 'button');
  expect(ran).toEqual([]);
  press(' ');
  expect(ran).toEqual([' ']);
});

it('can be without letters, but never without Escape and Space', () => {
  characters = false;
  press('t');
  press(' ');
  press('Escape');
  expect(ran).toEqual([' ', 'Escape']);
});
