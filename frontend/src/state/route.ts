/** What the address says: a screen, perhaps a topic, and the view (filter, sort, tab …). */
export interface Route {
  page: string;
  topic: string | null;
  view: Record<string, string>;
}

/** Reads `#/topics/demo.%23?filter=x`. What it does not understand is the page "". */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  const [page = '', ...rest] = path.split('/');
  const topic = rest.length > 0 && rest[0] !== '' ? decode(rest.join('/')) : null;
  return { page, topic, view: Object.fromEntries(new URLSearchParams(query)) };
}

export function formatRoute({ page, topic, view }: Route): string {
  const query = new URLSearchParams(Object.entries(view).filter(([, value]) => value !== '')).toString();
  return `#/${page}${topic === null ? '' : `/${encodeURIComponent(topic)}`}${query ? `?${query}` : ''}`;
}

export const tapHref = (topic: string): string => formatRoute({ page: 'topics', topic, view: {} });

export const queuesHref = formatRoute({ page: 'topics', topic: null, view: { show: 'queues' } });

/** Takes `#token=…` out of an address: the token, and the address to show instead. */
export function takeToken(hash: string): { token: string; rest: string } | null {
  const match = /^#\/?token=([^&]+)&?(.*)$/.exec(hash);
  if (!match) return null;
  return { token: decode(match[1]!), rest: match[2] ? `#${match[2].replace(/^#/, '')}` : '#/' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
