// One connection of the ten steps: @stomp/stompjs, with a promise for all that it reports by a callback.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Client } from '@stomp/stompjs';
import SockJS from 'sockjs-client';
import WebSocket from 'ws';
import { untilGone } from './until-ended.mjs';

/** What this run is to use: the arguments, name=value. */
export const run = Object.fromEntries(process.argv.slice(2).map((argument) => argument.split(/=(.*)/s)));

const DEADLINE = 60_000;

/** Waits for a promise, but not for ever. */
function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not in time: ${what}`)), DEADLINE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until the server lists the session no more. */
export function gone(session) {
  return within(untilGone(run.port, run.token, session), `the end of ${session}`);
}

/** Holds this whole process still, sockets and timers, until the second server has given the session up. */
export function freezeUntilClosing(session) {
  const script = fileURLToPath(new URL('until-ended.mjs', import.meta.url));
  const settings = { stdio: 'inherit', timeout: DEADLINE };
  const program = spawnSync(process.execPath, [script, run.heartBeatPort, run.token, session], settings);
  assert.equal(program.status, 0);
}

function open(port) {
  switch (run.transport) {
    case 'websocket':
      return new WebSocket(`ws://127.0.0.1:${port}/ws`, ['v12.stomp', 'v11.stomp', 'v10.stomp']);
    case 'sockjs-websocket':
    case 'sockjs-xhr-streaming':
      return new SockJS(`http://127.0.0.1:${port}/sockjs`, null, { transports: run.transport.slice('sockjs-'.length) });
    default:
      throw new Error(`transport=${run.transport} is none of the ten steps'`);
  }
}

/** The messages of one subscription, in their order. */
class Inbox {
  messages = [];
  waiting = [];

  constructor(session) {
    this.session = session;
  }

  take(message) {
    this.waiting.length ? this.waiting.shift()(message) : this.messages.push(message);
  }

  /** The next message, which must be `body` if that is given. */
  async next(body) {
    const coming = this.messages.length
      ? Promise.resolve(this.messages.shift())
      : new Promise((take) => this.waiting.push(take));
    const message = await this.session.alive(coming, `message ${body ?? ''}`);
    assert.equal(message.body, body ?? message.body);
    return message;
  }

  empty() {
    return this.messages.length === 0;
  }

  unsubscribe() {
    return this.session.receipt((receipt) => this.subscription.unsubscribe({ receipt }));
  }
}

let receipts = 0;

export class Session {
  /** A connection that is being opened; `token` is whose, `settings` are the stompjs client's own. */
  static start({ port = run.port, token, settings = {} } = {}) {
    return new Session(port, token, settings);
  }

  /** A connection that is open, `welcome` the headers of its CONNECTED. */
  static async open(options) {
    const session = Session.start(options);
    session.welcome = (await session.alive(session.connected, 'CONNECTED')).headers;
    return session;
  }

  /** A connection with one subscription. */
  static async consume(destination, headers, options) {
    const session = await Session.open(options);
    return { session, inbox: await session.subscribe(destination, headers) };
  }

  constructor(port, token, settings) {
    const happens = (name) => new Promise((resolve) => (this[`on${name}`] = resolve));
    this.connected = happens('Connected');
    this.refused = happens('Refused');
    this.closed = happens('Closed');
    this.lost = happens('Lost');
    this.heartBeats = 0;
    this.client = new Client({
      webSocketFactory: () => open(port),
      connectHeaders: token ? { passcode: token } : {},
      reconnectDelay: 0,
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
      discardWebsocketOnCommFailure: true,
      onConnect: this.onConnected,
      onStompError: this.onRefused,
      onWebSocketClose: this.onClosed,
      onHeartbeatLost: this.onLost,
      onHeartbeatReceived: () => this.onBeat?.(++this.heartBeats),
      ...settings,
    });
    this.client.activate();
  }

  /** Waits for what comes only while the connection is open. */
  alive(promise, what) {
    const over = Promise.race([this.refused.then(String), this.closed.then(({ code, reason }) => `${code} ${reason}`)]);
    const early = over.then((how) => Promise.reject(new Error(`no ${what}: ${how}`)));
    early.catch(() => {});
    return within(Promise.race([promise, early]), what);
  }

  /** Runs `call` with a receipt's name and waits for that receipt. */
  receipt(call) {
    const name = `receipt-${++receipts}`;
    const came = new Promise((resolve) => this.client.watchForReceipt(name, resolve));
    call(name);
    return this.alive(came, name);
  }

  send(destination, body, headers = {}) {
    return this.receipt((receipt) => this.client.publish({ destination, body, headers: { receipt, ...headers } }));
  }

  async subscribe(destination, headers = {}) {
    const inbox = new Inbox(this);
    inbox.receipt = await this.receipt((receipt) => {
      inbox.subscription = this.client.subscribe(destination, (message) => inbox.take(message), { receipt, ...headers });
    });
    return inbox;
  }

  begin() {
    return this.client.begin();
  }

  /** COMMIT or ABORT with a receipt, which the library's own calls do not ask for. */
  end(command, transaction) {
    return this.receipt((receipt) => this.text(`${command}\ntransaction:${transaction.id}\nreceipt:${receipt}\n\n\0`));
  }

  /** Sends a frame as it is. */
  text(frame) {
    this.client.webSocket.send(frame);
  }

  /** DISCONNECT, its receipt, and the end. */
  async leave() {
    const disconnected = new Promise((resolve) => (this.client.onDisconnect = resolve));
    this.client.deactivate();
    assert.equal((await within(disconnected, 'receipt of DISCONNECT')).command, 'RECEIPT');
    const { code, reason } = await within(this.closed, 'close');
    assert.equal(code, 1000, reason);
  }

  /** Is gone without a word. */
  drop() {
    this.client.deactivate({ force: true });
  }

  /** ERROR with `code`, and the close that belongs to it. Returns the ERROR. */
  async isRefused(code, close) {
    const error = await within(this.refused, 'ERROR');
    assert.equal(error.headers.code, code, error.body);
    const closed = await within(this.closed, 'close');
    assert.equal(closed.code, close);
    assert.ok(closed.reason.startsWith(code), closed.reason);
    return error;
  }

  /** `count` heart-beats of the server have come. */
  beats(count) {
    const came = new Promise((resolve) => (this.onBeat = (beats) => beats >= count && resolve()));
    return this.alive(came, `heart-beat ${count}`);
  }

  /** The library has found out by its own timer that nothing comes. */
  async isLost() {
    const first = await within(Promise.race([this.lost.then(() => 'lost'), this.closed.then(() => 'closed')]), 'loss');
    assert.equal(first, 'lost');
    await within(this.closed, 'close');
  }
}
