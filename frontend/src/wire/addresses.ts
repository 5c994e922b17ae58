/** The addresses of the server that this page came from, whatever path prefix it is served behind. */
export interface Addresses {
  http: string;
  stomp: string;
  sockjs: string;
  echo(kind: 'text' | 'binary'): string;
  messages(topic: string): string;
  events(topic: string): string;
  queue(queue: string): string;
}

export function addressesFrom(page: string): Addresses {
  const base = new URL('./', page.replace(/#.*$/, ''));
  base.search = '';
  const http = base.href.replace(/\/$/, '');
  const ws = http.replace(/^http/, 'ws');
  const topicPath = (topic: string) => `${http}/api/topics/${encodeURIComponent(topic)}`;
  return {
    http,
    stomp: `${ws}/ws`,
    sockjs: `${http}/sockjs`,
    echo: (kind) => `${ws}/echo/${kind}`,
    messages: (topic) => `${topicPath(topic)}/messages`,
    events: (topic) => `${topicPath(topic)}/events`,
    queue: (queue) => `${http}/api/queues/${encodeURIComponent(queue)}/messages`,
  };
}
