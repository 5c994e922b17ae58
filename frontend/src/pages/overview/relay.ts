import { since } from '../../ui/format';
import type { Relay } from '../../wire/sys';

const MEANWHILE = 'Until it is back, what goes to topics and queues is refused. Stompbox keeps trying.';

/**
 * What is wrong with RabbitMQ and since when, and what that means or what to do. Both stay the same while nothing changes,
 * so that they are announced once. `now` is the server's time.
 */
export function relayTrouble({ address, since: at, detail }: Relay, now: number): { what: string; more: string } {
  const name = `RabbitMQ at ${address}`;
  const head = `${name} not reachable since ${since(at, now)}`;
  const told = detail.trim();
  // The server says it in a sentence of its own, which has the name as well: once is enough.
  const rest = told.startsWith(`${name} `) ? told.slice(name.length + 1) : null;
  const away = rest === null ? null : /^cannot be reached (\(.+?\)\.)(?:\s+(.+))?$/s.exec(rest);
  if (away) return { what: `${head} ${away[1]}`, more: away[2] ?? MEANWHILE };
  if (rest !== null) return { what: `${head}: it ${rest}`, more: MEANWHILE };
  if (told === '') return { what: `${head}.`, more: MEANWHILE };
  return { what: /[.!?]$/.test(told) ? `${head}. ${told}` : `${head} (${told}).`, more: MEANWHILE };
}
