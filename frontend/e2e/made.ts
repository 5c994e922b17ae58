import type { Page } from '@playwright/test';
import type { Relay, Stats } from '../src/wire/sys';

/**
 * Lets the server's numbers say what `relay` says; all else is the real server's. For what would need a RabbitMQ to be
 * shown, and one that goes away.
 */
export async function withRelay(page: Page, relay: () => Relay | null): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(typeof message === 'string' ? message : rewritten(message, relay())));
  });
}

/** A WebSocket message with each frame of `$SYS.stats` in it changed. */
function rewritten(message: Buffer, relay: Relay | null): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < message.length;) {
    const head = message.indexOf('\n\n', at);
    const length = /\ncontent-length:(\d+)/.exec(message.subarray(at, head).toString());
    if (head < 0 || !length) return Buffer.concat([...frames, message.subarray(at)]);
    const end = head + 2 + Number(length[1]) + 1;
    frames.push(changed(message.subarray(at, end), head - at, relay));
    at = end;
  }
  return Buffer.concat(frames);
}

function changed(frame: Buffer, head: number, relay: Relay | null): Buffer {
  const headers = frame.subarray(0, head).toString();
  if (!headers.includes('\ndestination:/topic/$SYS.stats\n')) return frame;
  const real = JSON.parse(frame.subarray(head + 2, -1).toString()) as Stats;
  // With a relay the server has no topics of its own.
  const made: Stats = relay ? { ...real, relay, topics: 0, busiest: [] } : real;
  const body = Buffer.from(JSON.stringify(made));
  const length = `\ncontent-length:${body.length}`;
  return Buffer.concat([Buffer.from(`${headers.replace(/\ncontent-length:\d+/, length)}\n\n`), body, Buffer.of(0)]);
}
