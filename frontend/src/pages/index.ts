import type { Component } from 'svelte';
import type { Route } from '../state/route';
import Connect from './connect/Connect.svelte';
import Echo from './echo/Echo.svelte';
import Overview from './overview/Overview.svelte';
import Tap from './tap/TapPage.svelte';
import Topics from './topics/Topics.svelte';

interface Screen {
  path: string;
  label: string;
  /** Where it is called by more than the word in the menu. */
  title?: string;
  keys: string;
  view: Component;
}

/** The screens, which is also the menu. A new one is a folder and a line here. */
export const screens: Screen[] = [
  { path: '', label: 'Overview', keys: 'g o', view: Overview },
  { path: 'topics', label: 'Topics', title: 'Topics and queues', keys: 'g t', view: Topics },
  { path: 'echo', label: 'Echo', keys: 'g e', view: Echo },
  { path: 'connect', label: 'Connect', keys: 'g k', view: Connect },
];

export function viewOf({ page, topic }: Route): { title: string; view: Component } | null {
  if (page === 'topics' && topic !== null) return { title: topic, view: Tap };
  const screen = screens.find(({ path }) => path === page);
  return screen ? { title: screen.title ?? screen.label, view: screen.view } : null;
}
