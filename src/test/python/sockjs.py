"""SockJS (sockjs-protocol 0.3) over its websocket and its xhr-streaming transport. Standard library only."""

import collections
import json
import uuid

from wire import DEADLINE, Closed, WebSocket, Wire


PRELUDE = "h" * 2048


class SockJs:
    """What the transports share: frames are o, h, a[…] and c[…]."""

    def __init__(self):
        self.messages = collections.deque()
        first = self.frame(DEADLINE)
        assert first == "o", first

    def message(self, patience=DEADLINE):
        """The next message."""
        while not self.messages:
            frame = self.frame(patience)
            if frame[0] == "a":
                self.messages.extend(json.loads(frame[1:]))
            elif frame[0] == "c":
                raise Closed(*json.loads(frame[1:]))
            else:
                assert frame in ("h", PRELUDE), frame
        return self.messages.popleft().encode()

    def text(self, text):
        self.send(json.dumps([text]))


class OverWebSocket(SockJs):
    """Frames are WebSocket messages."""

    def __init__(self, port):
        self.socket = WebSocket(port, f"/sockjs/000/{uuid.uuid4()}/websocket")
        super().__init__()

    def frame(self, patience):
        return self.socket.message(patience).decode()

    def send(self, messages):
        self.socket.text(messages)

    def close(self):
        self.socket.close()


class OverXhrStreaming(SockJs):
    """Frames are lines of one long answer, and of the next when that ends; each sending is a request of its own."""

    def __init__(self, port):
        self.port = port
        self.path = f"/sockjs/000/{uuid.uuid4()}"
        self.sending = Wire(port)
        self.receiving = Wire(port)
        self.lines = bytearray()
        self._receive()
        prelude = self.frame(DEADLINE)
        assert prelude == PRELUDE, prelude
        super().__init__()

    def _post(self, wire, last, body=b""):
        wire.write(f"POST {self.path}/{last} HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def _receive(self):
        self._post(self.receiving, "xhr_streaming")
        self.answered = False

    def frame(self, patience):
        while b"\n" not in self.lines:
            if not self.answered:
                status, headers = self.receiving.head()
                assert status == 200 and headers.get("transfer-encoding") == "chunked", (status, headers)
                self.answered = True
            # The line end that closes a chunk may come with the next chunk only.
            size = self.receiving.line(patience) or self.receiving.line(patience)
            if int(size, 16):
                self.lines += self.receiving.read(int(size, 16), patience)
            else:
                self.receiving.line()
                self._receive()
        line, _, rest = bytes(self.lines).partition(b"\n")
        self.lines = bytearray(rest)
        return line.decode()

    def send(self, messages):
        self._post(self.sending, "xhr_send", messages.encode())
        status, headers = self.sending.head()
        assert status == 204, (status, headers)

    def close(self):
        self.sending.close()
        self.receiving.close()
