// A publisher and a subscriber who behave: one message after the other, each awaited. Prints how long each took, ms.
// A process of their own, so that what others in theirs do is not in that. Usage: node pair.mjs PORT
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';

const port = Number(process.argv[2]);
const PAUSE = 5;
const DESTINATION = '/topic/demo.pair';

function fail(what) {
  console.log(`failed: ${what}`);
  process.exit(1);
}

function client(connected) {
  const stomp = new Client({
    webSocketFactory: () => new WebSocket(`ws://localhost:${port}/ws`),
    reconnectDelay: 0,
    onConnect: () => connected(stomp),
    onStompError: (frame) => fail(`${frame.headers.code} ${frame.headers.message}`),
    onWebSocketClose: (event) => fail(`close ${event.code} ${event.reason}`),
  });
  stomp.activate();
}

client((publisher) => {
  let number = 0;
  let sent = 0;
  const send = () => {
    sent = performance.now();
    publisher.publish({ destination: DESTINATION, body: String(++number) });
  };
  client((subscriber) => {
    subscriber.watchForReceipt('subscribed', send);
    subscriber.subscribe(
      DESTINATION,
      (message) => {
        if (message.body !== String(number)) fail(`${message.body} came in place of ${number}`);
        console.log((performance.now() - sent).toFixed(3));
        setTimeout(send, PAUSE);
      },
      { receipt: 'subscribed' },
    );
  });
});
