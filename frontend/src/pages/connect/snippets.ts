import type { Addresses } from '../../wire/addresses';
import { eventsCurl, publishCurl } from '../../wire/curl';
import { pythonScript } from './scripts';

export interface Snippet {
  id: string;
  label: string;
  parts: { title: string; code: string }[];
}

export const TOPIC = 'demo.hello';
const BODY = '{"hello":"world"}';
const QUEUE = 'demo.jobs';
const JOB = '{"job":1}';

/** Code that works as it is pasted. Without a token it may use the topics that are open to all. */
export function snippets(at: Addresses, token: string | null): Snippet[] {
  const js = token ? `\n  connectHeaders: { Authorization: 'Bearer ${token}' },` : '';
  const java = token ? `\nconnect.add("Authorization", "Bearer ${token}");` : '';
  const encode = (text: string) => new TextEncoder().encode(text);
  const send = { token, contentType: 'application/json', text: true };
  return [
    {
      id: 'curl',
      label: 'curl',
      parts: [
        {
          title: 'Send',
          code: publishCurl({ ...send, url: at.messages(TOPIC), body: encode(BODY) }),
        },
        { title: 'Receive', code: eventsCurl(at.events(TOPIC), token) },
      ],
    },
    {
      id: 'stompjs',
      label: 'stompjs',
      parts: [
        { title: 'Install', code: 'npm install @stomp/stompjs' },
        {
          title: 'Receive and send',
          code: `import { Client } from '@stomp/stompjs';

const client = new Client({
  brokerURL: '${at.stomp}',${js}
});
client.onConnect = () => {
  client.subscribe('/topic/${TOPIC}', (message) => console.log(message.body));
  client.publish({ destination: '/topic/${TOPIC}', body: '${BODY}' });
};
client.onStompError = (frame) => console.error(frame.headers.code, frame.body);
client.activate();`,
        },
      ],
    },
    {
      id: 'java',
      label: 'Java',
      parts: [
        {
          title: 'Receive and send, with Spring’s WebSocketStompClient',
          code: `var client = new WebSocketStompClient(new StandardWebSocketClient());
client.setMessageConverter(new StringMessageConverter());
var connect = new StompHeaders();${java}
var session = client.connectAsync("${at.stomp}", new WebSocketHttpHeaders(), connect,
        new StompSessionHandlerAdapter() {}).get(5, TimeUnit.SECONDS);
session.subscribe("/topic/${TOPIC}", new StompSessionHandlerAdapter() {
    @Override
    public void handleFrame(StompHeaders headers, Object payload) {
        System.out.println(payload);
    }
});
session.send("/topic/${TOPIC}", "{\\"hello\\":\\"world\\"}");`,
        },
      ],
    },
    {
      id: 'python',
      label: 'Python',
      parts: [
        { title: 'Install', code: 'pip install websocket-client' },
        { title: 'Receive and send, with Python 3.8 or newer', code: pythonScript(at, token, TOPIC, BODY) },
      ],
    },
    {
      id: 'websocat',
      label: 'websocat',
      parts: [{ title: 'Echo: type a line, and it comes back', code: `websocat '${at.echo('text')}'` }],
    },
    {
      id: 'queue',
      label: 'Work queue',
      parts: [
        { title: 'Install', code: 'npm install @stomp/stompjs' },
        {
          title: 'Work, with Node 22 or newer',
          code: `// node work.mjs
import { Client } from '@stomp/stompjs';

const client = new Client({
  brokerURL: '${at.stomp}',${js}
});
client.onConnect = () => {
  client.subscribe('/queue/${QUEUE}', work, { ack: 'client-individual', prefetch: '10' });
};
client.onStompError = (frame) => console.error(frame.headers.code, frame.body);
client.activate();

async function work(message) {
  try {
    console.log(message.body);
    message.ack();
  } catch (error) {
    console.error(error);
    message.nack();
  }
}`,
        },
        { title: 'Send', code: publishCurl({ ...send, url: at.queue(QUEUE), body: encode(JOB) }) },
      ],
    },
    { id: 'sse', label: 'SSE', parts: [{ title: 'Receive', code: eventsCurl(at.events(TOPIC), token) }] },
  ];
}

export const endpoints = (at: Addresses): { address: string; is: string }[] => [
  { address: at.stomp, is: 'STOMP 1.0, 1.1 and 1.2 over WebSocket' },
  { address: at.sockjs, is: 'STOMP over SockJS' },
  { address: at.echo('text'), is: 'raw echo, text messages' },
  { address: at.echo('binary'), is: 'raw echo, binary messages' },
  { address: at.messages('{topic}').replace(/%7B(.*)%7D/, '{$1}'), is: 'POST publishes the body as it is' },
  {
    address: at.queue('{queue}').replace(/%7B(.*)%7D/, '{$1}'),
    is: 'POST sends the body to one consumer of the queue',
  },
  { address: at.events('{topic}').replace(/%7B(.*)%7D/, '{$1}'), is: 'GET: server-sent events, live' },
];

/** Close codes of this server and of the standard, as a client sees them. */
export const closeCodes: { code: string; means: string }[] = [
  { code: '1001', means: 'The server is going away. Connect again, after the delay in the reason.' },
  { code: '1003', means: 'Wrong kind: text to a binary echo, or binary to a text echo.' },
  { code: '1006', means: 'No close was received: the network or the server was gone.' },
  { code: '1007', means: 'A text message was not UTF-8.' },
  { code: '1009', means: 'A message was larger than the limit; the reason names it and its property.' },
  { code: '1013', means: 'Not now: the server, or the RabbitMQ behind it, could not serve it. Connect again later.' },
  { code: '4400', means: 'Not STOMP, or not at this moment: the ERROR before it says what.' },
  { code: '4401', means: 'Not authenticated: the token is missing, wrong or no longer valid.' },
  { code: '4403', means: 'Forbidden: this caller may not do that to this topic.' },
  { code: '4408', means: 'A heart-beat was missed.' },
  { code: '4413', means: 'Slow consumer: the connection’s outbox was full.' },
  { code: '4429', means: 'Too many: a limit of yours is reached; the ERROR or the reason names it.' },
];
