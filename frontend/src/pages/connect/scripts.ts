import type { Addresses } from '../../wire/addresses';

/** STOMP written by hand, for where there is no STOMP library: it is text with a zero byte at the end. */
export function pythonScript(at: Addresses, token: string | null, topic: string, body: string): string {
  const auth = token ? `, "Authorization": "Bearer ${token}"` : '';
  return `import websocket

ws = websocket.create_connection("${at.stomp}", subprotocols=["v12.stomp"])


def send(command, headers, body=""):
    lines = [command] + [f"{name}:{value}" for name, value in headers.items()]
    ws.send("\\n".join(lines) + "\\n\\n" + body + "\\0")


send("CONNECT", {"accept-version": "1.2", "host": "stompbox"${auth}})
send("SUBSCRIBE", {"id": "1", "destination": "/topic/${topic}"})
send("SEND", {"destination": "/topic/${topic}", "content-type": "application/json"}, '${body}')
while frame := ws.recv():
    head, _, body = frame.strip("\\n").partition("\\n\\n")
    if head.startswith(("MESSAGE", "ERROR")):
        print(body.rstrip("\\0"), flush=True)`;
}
