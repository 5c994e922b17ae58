import { expect, it } from 'vitest';
import { relayTrouble } from '../../src/pages/overview/relay';

const at = new Date(2026, 10, 22, 10, 29, 40).getTime();
const told = (detail: string, later = 60_000) =>
  relayTrouble({ address: 'rabbit:61613', up: false, since: at, detail }, at + later);

it.each([
  ['Connection refused', 'RabbitMQ at rabbit:61613 not reachable since 10:29:40 (connection refused).'],
  ['TLS handshake failed', 'RabbitMQ at rabbit:61613 not reachable since 10:29:40 (TLS handshake failed).'],
  ['It refused "guest".', 'RabbitMQ at rabbit:61613 not reachable since 10:29:40. It refused "guest".'],
  ['', 'RabbitMQ at rabbit:61613 not reachable since 10:29:40.'],
])('tells the cause %j', (detail, sentence) => expect(told(detail)).toBe(sentence));

it('has the date once it is another day', () => {
  expect(told('', 86_400_000)).toBe('RabbitMQ at rabbit:61613 not reachable since Nov 22, 10:29:40.');
});
