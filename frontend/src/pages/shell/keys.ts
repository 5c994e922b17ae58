import type { Entry } from '../../state/palette';
import { nextTheme, prefs } from '../../state/prefs.svelte';
import { formatRoute, queuesHref } from '../../state/route';
import { go } from '../../state/route.svelte';
import { Shortcuts } from '../../ui/shortcuts';

export const shortcuts = new Shortcuts(() => prefs.keys);

export function shellKeys(screens: { path: string; label: string; keys: string }[], openHelp: () => void): () => void {
  return shortcuts.add([
    ...screens.map(({ path, label, keys }) => ({ keys, does: `Go to ${label}`, run: () => go(`#/${path}`) })),
    { keys: 'g q', does: 'Go to Queues', run: () => go(queuesHref) },
    { keys: '?', does: 'List the keys', run: openHelp },
    { keys: '.', does: 'Freeze every moving number, and let go', run: () => (prefs.frozen = !prefs.frozen) },
    { keys: 't', does: 'Theme: auto, light, dark', run: nextTheme },
  ]);
}

/** Ctrl+K, or Command+K on a Mac. */
export const isPaletteKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey;

/** What the palette offers before anything is asked of the server: the screens, and all that has a key here. */
export const paletteEntries = (screens: { path: string; label: string; keys: string }[]): Entry[] => [
  ...screens.map(({ path, label, keys }) => ({
    id: `screen ${path}`,
    label,
    hint: keys,
    href: formatRoute({ page: path, topic: null, view: {} }),
  })),
  ...shortcuts.all
    .filter(({ keys }) => (keys.length === 1 || keys.includes(' ')) && !screens.some((screen) => screen.keys === keys))
    .map(({ keys, does, run }) => ({
      id: `key ${keys}`,
      label: does,
      hint: keys === ' ' ? 'Space' : keys,
      run: () => run(new KeyboardEvent('keydown')),
    })),
];
