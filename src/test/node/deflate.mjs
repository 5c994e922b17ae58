// Stock clients that offer permessage-deflate: ws as it is, and below @stomp/stompjs.
// Usage: node deflate.mjs PORT; prints a line per step, and "done" at the end.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';

const port = process.argv[2];
const DEADLINE = 30_000;
const NO_CONTEXT = { server_no_context_takeover: true, client_no_context_takeover: true };

setTimeout(() => {
  console.error('not done in time');
  process.exit(1);
}, DEADLINE).unref();

function json(length) {
  let text = '';
  for (let i = 0; text.length < length; i++) {
    text += JSON.stringify({ id: i, name: `größer ${i % 7}`, price: i * 1.07 });
  }
  return text;
}

async function open(path, protocols = [], perMessageDeflate = true) {
  const socket = new WebSocket(`ws://localhost:${port}${path}`, protocols, { perMessageDeflate });
  await once(socket, 'open');
  return socket;
}

async function echo(socket, message, options) {
  const before = socket._socket.bytesRead;
  const answer = once(socket, 'message');
  socket.send(message, options);
  const [data, binary] = await answer;
  assert.equal(binary, typeof message !== 'string');
  assert.ok(Buffer.from(message).equals(data), 'the echo is what was sent');
  return socket._socket.bytesRead - before;
}

const socket = await open('/echo');
assert.equal(socket.extensions, 'permessage-deflate');
const agreed = socket._extensions['permessage-deflate'].params;
assert.deepEqual({ ...agreed }, { ...NO_CONTEXT, ...agreed });
console.log('agreed: ok');

const long = json(30_000);
assert.ok((await echo(socket, long)) < Buffer.byteLength(long) / 3, 'the answer is compressed');
assert.ok((await echo(socket, Buffer.from(long))) < Buffer.byteLength(long) / 3, 'binary as well');
for (let i = 0; i < 50; i++) {
  await echo(socket, long.slice(i, i + i * 37));
}
await echo(socket, '');
await echo(socket, Buffer.alloc(0));
const noise = randomBytes(200_000);
assert.ok((await echo(socket, noise)) >= noise.length, 'what gets no smaller is not compressed');
await echo(socket, json(900_000));
console.log('echo: ok');

const parts = once(socket, 'message');
socket.send('{"a":', { fin: false });
socket.ping();
socket.send(json(5_000), { fin: false });
socket.send('}', { fin: true });
assert.equal(String((await parts)[0]), `{"a":${json(5_000)}}`);
socket.close(1000);
await once(socket, 'close');
console.log('fragments: ok');

const small = await open('/echo', [], { serverMaxWindowBits: 10 });
assert.equal(small.extensions, '');
await echo(small, long);
small.terminate();
console.log('small windows: ok');

let webSocket;
const client = new Client({
  webSocketFactory: () => {
    webSocket = new WebSocket(`ws://localhost:${port}/ws`, ['v12.stomp'], {
      perMessageDeflate: { threshold: 0 },
    });
    return webSocket;
  },
  reconnectDelay: 0,
  heartbeatIncoming: 0,
  heartbeatOutgoing: 0,
});
const connected = new Promise((resolve) => (client.onConnect = resolve));
client.activate();
await connected;
assert.equal(webSocket.extensions, 'permessage-deflate');
let came;
const bodies = [];
const all = new Promise((resolve) => (came = resolve));
client.subscribe('/topic/demo.deflate', (message) => bodies.push(message.body) === 50 && came());
const before = webSocket._socket.bytesRead;
const body = json(4_000);
for (let i = 0; i < 50; i++) {
  client.publish({ destination: '/topic/demo.deflate', body: `${i} ${body}` });
}
await all;
bodies.forEach((one, i) => assert.equal(one, `${i} ${body}`));
assert.ok(webSocket._socket.bytesRead - before < (50 * Buffer.byteLength(body)) / 3, 'MESSAGEs are compressed');
await client.deactivate();
console.log('stompjs: ok');
console.log('done');
