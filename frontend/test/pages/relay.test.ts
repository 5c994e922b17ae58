import { expect, it } from 'vitest';
import { relayTrouble } from '../../src/pages/overview/relay';

const at = new Date(2026, 10, 22, 10, 29, 40).getTime();
const told = (detail: string, later = 60_000) =>
  relayTrouble({ address: 'rabbit:61613', up: false, since: at, detail }, at + later);
const HEAD = 'RabbitMQ at rabbit:61613 not reachable since 10:29:40';

it.each([
  ['connection refused', `${HEAD} (connection refused).`],
  ['RabbitMQ at rabbit:61613 cannot be reached (connection refused).', `${HEAD} (connection refused).`],
  ['RabbitMQ at rabbit:61613 refused "guest" (bad).', `${HEAD}: it refused "guest" (bad).`],
  ['RabbitMQ has not answered yet.', `${HEAD}. RabbitMQ has not answered yet.`],
  ['', `${HEAD}.`],
])('tells the cause %j once', (detail, what) => {
  expect(told(detail)).toEqual({ what, more: expect.stringContaining('is refused') });
});

it('leaves what to do to the server where it says so', () => {
  const detail = 'RabbitMQ at rabbit:61613 cannot be reached (no route (host)). Look there. Then wait.';
  expect(told(detail)).toEqual({ what: `${HEAD} (no route (host)).`, more: 'Look there. Then wait.' });
});

it('has the date once it is another day', () => {
  expect(told('', 86_400_000).what).toBe('RabbitMQ at rabbit:61613 not reachable since Nov 22, 10:29:40.');
});
