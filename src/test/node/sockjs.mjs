// @stomp/stompjs over sockjs-client, once over each of its transports.
// Usage: node sockjs.mjs PORT; prints a line per transport, and "done" at the end.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { Client } from '@stomp/stompjs';
import SockJS from 'sockjs-client';

const port = process.argv[2];
const DEADLINE = 60_000;
const MANY = 1_000;

setTimeout(() => {
  console.error('not done in time');
  process.exit(1);
}, DEADLINE).unref();

/** A client over one transport and what happens to it, as events. */
function open(transport, settings = {}) {
  const happens = new EventEmitter();
  const client = new Client({
    webSocketFactory: () => {
      happens.socket = new SockJS(`http://127.0.0.1:${port}/sockjs`, null, { transports: transport });
      return happens.socket;
    },
    reconnectDelay: 0,
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
    onConnect: (frame) => happens.emit('connected', frame),
    onStompError: (frame) => happens.emit('refused', frame),
    onWebSocketClose: (event) => happens.emit('closed', event),
    onDisconnect: (frame) => happens.emit('disconnected', frame),
    ...settings,
  });
  const connected = once(happens, 'connected').then(([frame]) => frame);
  client.activate();
  return { client, happens, connected };
}

/** Runs `call` with a receipt's name and waits for that receipt. */
let receipts = 0;
function receipt(client, call) {
  const name = `receipt-${++receipts}`;
  const came = new Promise((resolve) => client.watchForReceipt(name, resolve));
  call(name);
  return came;
}

function inbox() {
  const waiting = [];
  const messages = [];
  return {
    take: (message) => (waiting.length ? waiting.shift()(message) : messages.push(message)),
    next: () => (messages.length ? Promise.resolve(messages.shift()) : new Promise((take) => waiting.push(take))),
    empty: () => messages.length === 0,
  };
}

async function post(topic, type, body) {
  const published = await fetch(`http://127.0.0.1:${port}/api/topics/${topic}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body,
  });
  assert.equal(published.status, 201);
}

async function talks(transport) {
  const { client, happens, connected } = open(transport);
  const welcome = await connected;
  assert.equal(happens.socket.transport, transport);
  assert.equal(welcome.headers.version, '1.2');
  const topic = `demo.sockjs.${transport}`;
  const destination = `/topic/${topic}`;

  const prices = inbox();
  let subscription;
  await receipt(client, (name) => {
    subscription = client.subscribe(destination, prices.take, { receipt: name });
  });
  const body = 'dark "red"\\\n\u0001\u200d\u2028\ufff0 größer 😀 </script>';
  const published = await receipt(client, (name) =>
    client.publish({ destination, body, headers: { receipt: name, colour: 'dark:red\nblue\\' } }),
  );
  const text = await prices.next();
  assert.equal(text.body, body);
  assert.equal(text.headers.colour, 'dark:red\nblue\\');
  assert.equal(text.headers['message-id'], published.headers.position);

  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  await post(topic, 'application/octet-stream', bytes);
  const binary = await prices.next();
  assert.equal(binary.headers['body-encoding'], 'base64');
  assert.deepEqual([...Buffer.from(binary.body, 'base64')], [...bytes]);
  await post(topic, 'application/json', '{"usd":1}');
  const fromRest = await prices.next();
  assert.equal(fromRest.body, '{"usd":1}');
  assert.equal(fromRest.headers['body-encoding'], undefined);

  // More than one response holds, and, since many go out together, more than one frame of STOMP a request.
  const filling = 'x'.repeat(300);
  for (let i = 0; i < MANY; i++) {
    client.publish({ destination, body: `${i},${filling}` });
  }
  for (let i = 0; i < MANY; i++) {
    assert.equal((await prices.next()).body, `${i},${filling}`);
  }

  await receipt(client, (name) => subscription.unsubscribe({ receipt: name }));
  await receipt(client, (name) => client.publish({ destination, body: 'nobody', headers: { receipt: name } }));
  assert.ok(prices.empty());

  const closed = once(happens, 'closed');
  const disconnected = once(happens, 'disconnected');
  client.deactivate();
  const [goodbye] = await disconnected;
  assert.equal(goodbye.command, 'RECEIPT');
  await closed;
}

async function isRefused(transport) {
  const { happens } = open(transport, { connectHeaders: { passcode: 'wrong' } });
  const closed = once(happens, 'closed');
  const [error] = await once(happens, 'refused');
  assert.equal(error.headers.code, 'SB-201');
  assert.match(error.body, /STOMPBOX_TOKEN/);
  const [event] = await closed;
  assert.equal(event.code, 4401);
  assert.match(event.reason, /^SB-201/);
}

async function keepsHeartBeats(transport) {
  const { client, happens, connected } = open(transport, { heartbeatIncoming: 1500, heartbeatOutgoing: 1500 });
  const welcome = await connected;
  assert.match(welcome.headers['heart-beat'], /^1500,1500$/);
  let beats = 0;
  const beaten = new Promise((resolve) => {
    happens.socket.addEventListener('message', ({ data }) => {
      if (data === '\n' && ++beats === 3) {
        resolve();
      }
    });
  });
  const lost = once(happens, 'closed').then(() => assert.fail('closed though the heart-beats were kept'));
  lost.catch(() => {});
  await Promise.race([beaten, lost]);
  assert.ok(client.connected);
  client.deactivate();
}

for (const transport of ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling']) {
  await talks(transport);
  await isRefused(transport);
  await keepsHeartBeats(transport);
  console.log(`${transport}: ok`);
}
console.log('done');
process.exit(0);
