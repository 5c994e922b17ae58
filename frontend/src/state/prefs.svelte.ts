export type Theme = 'auto' | 'light' | 'dark';
const THEMES: Theme[] = ['auto', 'light', 'dark'];

/** How this person wants the page; kept in the browser. `frozen` is for the moment only. */
export const prefs = $state({
  theme: load<Theme>('theme', THEMES, 'auto'),
  keys: load('keys', ['on', 'off'], 'on') === 'on',
  frozen: false,
});

function load<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  try {
    const value = localStorage.getItem(`stompbox.${name}`) as T | null;
    return value && allowed.includes(value) ? value : otherwise;
  } catch {
    return otherwise;
  }
}

function save(name: string, value: string): void {
  try {
    localStorage.setItem(`stompbox.${name}`, value);
  } catch {
    // Not kept then; the choice holds until the page is closed.
  }
}

export function setTheme(theme: Theme): void {
  prefs.theme = theme;
  save('theme', theme);
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const nextTheme = (): void => setTheme(THEMES[(THEMES.indexOf(prefs.theme) + 1) % THEMES.length]!);

export function setKeys(on: boolean): void {
  prefs.keys = on;
  save('keys', on ? 'on' : 'off');
}
