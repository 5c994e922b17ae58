// A stock client that is cut off again and again while messages pass, and has all of them in the end by "since" alone.
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';

const [port, messages, cuts] = process.argv.slice(2).map(Number);
const destination = '/topic/demo.resume';
const every = Math.floor(messages / (cuts + 1));
let last; // the id of the last message that was handled
let next = 0; // the body that comes next
let cut = 0;
let recovered; // what the receipt of the last SUBSCRIBE said
let socket;

function fail(what) {
  console.log(`failed: ${what}`);
  process.exit(1);
}

function end() {
  if (next === messages && recovered) {
    console.log(`all ${next} cut ${cut} recovered ${recovered}`);
    process.exit(0);
  }
}

const options = { reconnectDelay: 20, heartbeatIncoming: 0, heartbeatOutgoing: 0 };

const reader = new Client({ ...options, webSocketFactory: () => (socket = new WebSocket(`ws://localhost:${port}/ws`)) });
let begun = false;
reader.onConnect = () => {
  const mine = socket;
  reader.watchForReceipt(`r${cut}`, (frame) => {
    if (last !== undefined && frame.headers.recovered !== 'true') fail(`receipt ${JSON.stringify(frame.headers)}`);
    recovered = frame.headers.recovered;
    end();
    if (!begun) writer.activate();
    begun = true;
  });
  recovered = undefined;
  const since = last === undefined ? {} : { since: last };
  reader.subscribe(
    destination,
    (message) => {
      if (mine !== socket || mine.readyState !== WebSocket.OPEN) return; // it was cut: not handled
      if (Number(message.body) !== next) fail(`${message.body} came in place of ${next}`);
      last = message.headers['message-id'];
      next++;
      if (next % every === 0 && cut < cuts) {
        cut++;
        mine.terminate();
      } else {
        end();
      }
    },
    { receipt: `r${cut}`, ...since },
  );
};
reader.onStompError = (frame) => fail(`${frame.headers.code} ${frame.headers.message}`);

const writer = new Client({ ...options, reconnectDelay: 0, webSocketFactory: () => new WebSocket(`ws://localhost:${port}/ws`) });
writer.onConnect = () => {
  let sent = 0;
  const batch = () => {
    for (let i = 0; i < 1000 && sent < messages; i++, sent++) {
      const headers = i === 999 || sent === messages - 1 ? { receipt: `w${sent}` } : {};
      if (headers.receipt) writer.watchForReceipt(headers.receipt, () => sent < messages && setImmediate(batch));
      writer.publish({ destination, body: `${sent}`, headers });
    }
  };
  batch();
};
writer.onStompError = (frame) => fail(`publisher: ${frame.headers.code} ${frame.headers.message}`);
reader.activate();
setTimeout(() => fail(`no end: ${next} of ${messages}, cut ${cut}`), 100_000).unref();
