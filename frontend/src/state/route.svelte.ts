import { formatRoute, parseRoute, takeToken, type Route } from './route';
import { keepToken } from './session.svelte';

export const route = $state<Route>({ page: '', topic: null, view: {} });

/** Follows the address from now on. A token in it goes to the session and out of the address at once. */
export function followAddress(onToken: () => void): void {
  const read = (): void => {
    const found = takeToken(location.hash);
    if (found) {
      history.replaceState(null, '', found.rest);
      keepToken(found.token);
      onToken();
    }
    Object.assign(route, parseRoute(location.hash));
  };
  addEventListener('hashchange', read);
  read();
}

export function go(hash: string): void {
  location.hash = hash;
}

/** Changes a part of the view in the address without a new entry in the history: typing must not fill it. */
export function setView(name: string, value: string): void {
  route.view[name] = value;
  history.replaceState(null, '', formatRoute(route));
}
