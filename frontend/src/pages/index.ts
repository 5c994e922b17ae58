import type { Component } from 'svelte';
import type { Route } from '../state/route';
import Connect from './connect/Connect.svelte';
import Echo from './echo/Echo.svelte';
import Overview from './overview/Overview.svelte';
import Tap from './tap/TapPage.svelte';
import Topics from './topics/Topics.svelte';

type View = { view: Component } | { load(): Promise<{ default: Component }> };

type Screen = View & {
  path: string;
  label: string;
  /** Where it is called by more than the word in the menu. */
  title?: string;
  keys: string;
};

/** The screens, which is also the menu. A new one is a folder and a line here; those that few begin with come later. */
export const screens: Screen[] = [
  { path: '', label: 'Overview', keys: 'g o', view: Overview },
  { path: 'topics', label: 'Topics', title: 'Topics and queues', keys: 'g t', view: Topics },
  {
    path: 'connections',
    label: 'Connections',
    keys: 'g c',
    load: () => import('./connections/Connections.svelte'),
  },
  { path: 'slow', label: 'Slow & drops', keys: 'g s', load: () => import('./slow/Slow.svelte') },
  { path: 'echo', label: 'Echo', keys: 'g e', view: Echo },
  { path: 'publish', label: 'Publish', keys: 'g p', load: () => import('./publish/Publish.svelte') },
  { path: 'demos', label: 'Demos', keys: 'g d', load: () => import('./demos/Demos.svelte') },
  { path: 'access', label: 'Access', keys: 'g a', load: () => import('./access/Access.svelte') },
  { path: 'connect', label: 'Connect', keys: 'g k', view: Connect },
];

type Shown = View & {
  title: string;
  /** Another key is another screen, which begins anew. */
  key: string;
};

export function viewOf({ page, topic }: Route): Shown | null {
  if (page === 'topics' && topic !== null) return { title: topic, key: `tap ${topic}`, view: Tap };
  if (page === 'connections' && topic !== null) {
    return { title: topic, key: `connection ${topic}`, load: () => import('./connections/ConnectionPage.svelte') };
  }
  const screen = screens.find(({ path }) => path === page);
  return screen ? { ...screen, title: screen.title ?? screen.label, key: page } : null;
}
