import { nextTheme, prefs } from '../../state/prefs.svelte';
import { queuesHref } from '../../state/route';
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
