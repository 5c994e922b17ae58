// Ends when the server has given a connection up. Usage: node until-ended.mjs PORT TOKEN CONNECTION
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Asks the server on `port` about a connection until `told`, of its answer, is true. */
async function asking(port, token, connection, told) {
  const url = `http://127.0.0.1:${port}/api/connections/${connection}`;
  const headers = { Authorization: `Bearer ${token}` };
  while (!(await told(await fetch(url, { headers })))) {
    await pause(50);
  }
}

/** Waits until the server lists the connection no more. */
export function untilGone(port, token, connection) {
  return asking(port, token, connection, ({ status }) => status === 404);
}

/** Waits until the server says why the connection is closing. */
function untilClosing(port, token, connection) {
  return asking(port, token, connection, async (answer) => answer.status === 404 || (await answer.json()).closing);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await untilClosing(...process.argv.slice(2));
}
