// Ends when the server tells that a connection is closed. Usage: node until-closed.mjs PORT TOKEN CONNECTION
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

const [port, token, connection] = process.argv.slice(2);
const stats = await fetch(`http://127.0.0.1:${port}/api/topics/$SYS.stats/events`, {
  headers: { Authorization: `Bearer ${token}` },
});
for await (const line of createInterface({ input: Readable.fromWeb(stats.body) })) {
  const events = line.startsWith('data:') ? (JSON.parse(line.slice('data:'.length)).events ?? []) : [];
  if (events.some((event) => event.connection === connection && event.kind === 'close')) {
    process.exit(0);
  }
}
process.exit(1);
