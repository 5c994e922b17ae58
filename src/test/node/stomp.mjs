// One stock STOMP client, @stomp/stompjs, through all that an application does with it.
// Usage: node stomp.mjs PORT; prints a line per step, and "done" at the end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';

const port = process.argv[2];
const DEADLINE = 30_000;

setTimeout(() => {
  console.error('not done in time');
  process.exit(1);
}, DEADLINE).unref();

/** A client and what happens to it, as events. */
function open(settings = {}) {
  const happens = new EventEmitter();
  const client = new Client({
    webSocketFactory: () => {
      const socket = new WebSocket(`ws://localhost:${port}/ws`, ['v12.stomp', 'v11.stomp', 'v10.stomp']);
      happens.socket = socket;
      return socket;
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

async function talks(settings) {
  const { client, happens, connected } = open(settings);
  const welcome = await connected;
  assert.equal(welcome.headers.version, '1.2');
  assert.match(welcome.headers['user-name'], /^anonymous-/);
  assert.equal(happens.socket.protocol, 'v12.stomp');

  const prices = inbox();
  let subscription;
  await receipt(client, (name) => {
    subscription = client.subscribe('/topic/demo.node', prices.take, { receipt: name });
  });
  const published = await receipt(client, (name) =>
    client.publish({
      destination: '/topic/demo.node',
      body: '{"eur":1.08}',
      headers: { receipt: name, colour: 'dark:red\nblue\\' },
    }),
  );
  const text = await prices.next();
  assert.equal(text.body, '{"eur":1.08}');
  assert.equal(text.headers.colour, 'dark:red\nblue\\');
  assert.equal(text.headers['message-id'], published.headers.position);

  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  client.publish({ destination: '/topic/demo.node', binaryBody: bytes });
  const binary = await prices.next();
  assert.deepEqual([...binary.binaryBody], [...bytes]);

  const rest = await fetch(`http://localhost:${port}/api/topics/demo.node/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"usd":1}',
  });
  assert.equal(rest.status, 201);
  const fromRest = await prices.next();
  assert.equal(fromRest.body, '{"usd":1}');
  assert.equal(fromRest.headers['content-type'], 'application/json');

  await receipt(client, (name) => subscription.unsubscribe({ receipt: name }));
  await receipt(client, (name) =>
    client.publish({ destination: '/topic/demo.node', body: 'nobody', headers: { receipt: name } }),
  );
  assert.ok(prices.empty());

  const closed = once(happens, 'closed');
  const disconnected = once(happens, 'disconnected');
  client.deactivate();
  const [goodbye] = await disconnected;
  assert.equal(goodbye.command, 'RECEIPT');
  assert.equal((await closed)[0].code, 1000);
}

async function isRefused() {
  const { happens } = open({ connectHeaders: { passcode: 'wrong' } });
  const closed = once(happens, 'closed');
  const [error] = await once(happens, 'refused');
  assert.equal(error.headers.code, 'SB-201');
  assert.match(error.body, /STOMPBOX_TOKEN/);
  const [event] = await closed;
  assert.equal(event.code, 4401);
  assert.match(event.reason, /^SB-201/);
}

async function keepsHeartBeats() {
  const { client, happens, connected } = open({ heartbeatIncoming: 500, heartbeatOutgoing: 500 });
  const welcome = await connected;
  assert.match(welcome.headers['heart-beat'], /^500,500$/);
  let beats = 0;
  const beaten = new Promise((resolve) => {
    happens.socket.on('message', (data) => {
      if (data.length === 1 && data[0] === 10 && ++beats === 5) {
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

await talks({});
console.log('text messages: ok');
await talks({ forceBinaryWSFrames: true });
console.log('binary messages: ok');
await isRefused();
console.log('wrong token: ok');
await keepsHeartBeats();
console.log('heart-beats: ok');
console.log('done');
process.exit(0);
