"""STOMP 1.2 on a line of text messages. Standard library only."""

import collections
import itertools
import re
import threading

from sockjs import OverWebSocket, OverXhrStreaming
from wire import DEADLINE, Closed, WebSocket

Frame = collections.namedtuple("Frame", "command headers body")

ESCAPES = {"\\": "\\\\", "\r": "\\r", "\n": "\\n", ":": "\\c"}

RECEIPTS = itertools.count(1)


def escape(text):
    return "".join(ESCAPES.get(c, c) for c in text)


def unescape(text):
    plain = {escaped: plain for plain, escaped in ESCAPES.items()}
    return re.sub(r"\\.", lambda escaped: plain[escaped.group()], text)


def line(run, port):
    """What STOMP is spoken on, as the run says."""
    if run["transport"] == "websocket":
        return WebSocket(port, "/ws", ["v12.stomp", "v11.stomp", "v10.stomp"])
    return {"sockjs-websocket": OverWebSocket, "sockjs-xhr-streaming": OverXhrStreaming}[run["transport"]](port)


class Decoder:
    """Cuts what comes into frames, however it comes."""

    def __init__(self):
        self.came = b""

    def take(self, data):
        self.came += data

    def frame(self):
        """The next whole frame, or None."""
        self.came = self.came.lstrip(b"\r\n")
        head, blank, rest = self.came.partition(b"\n\n")
        if not blank:
            return None
        command, *lines = head.decode().split("\n")
        headers = {}
        for each in lines:
            name, value = each.split(":", 1)
            headers.setdefault(unescape(name), unescape(value))
        length = int(headers.get("content-length", rest.find(b"\0")))
        if length < 0 or len(rest) <= length:
            return None
        assert rest[length] == 0, "no NUL at the end of a frame"
        self.came = rest[length + 1:]
        return Frame(command, headers, rest[:length].decode())


class Session:
    """A connection to STOMP; `beats` are the milliseconds of its heart-beat header."""

    def __init__(self, run, port=None, token=None, beats=(0, 0)):
        self.line = line(run, port or int(run["port"]))
        self.decoder = Decoder()
        self.every = beats[0] / 1000
        self.patience = 3 * beats[1] / 1000 if beats[1] else DEADLINE
        self.inboxes = {}
        self.over = threading.Event()
        self.sending = threading.Lock()
        headers = {"accept-version": "1.0,1.1,1.2", "host": "localhost", "heart-beat": f"{beats[0]},{beats[1]}"}
        self.frame("CONNECT", {**headers, **({"passcode": token} if token else {})})

    @classmethod
    def open(cls, run, **settings):
        session = cls(run, **settings)
        session.welcome = session.expect("CONNECTED").headers
        return session

    def keep_beating(self):
        """Sends the heart-beats that were promised, on a thread of its own."""

        def beat():
            while not self.over.wait(self.every):
                try:
                    self.text("\n")
                except (OSError, Closed):
                    return

        threading.Thread(target=beat, daemon=True).start()

    def text(self, text):
        with self.sending:
            self.line.text(text)

    def frame(self, command, headers, body=""):
        lines = [command] + [f"{name if command == 'CONNECT' else escape(name)}:"
                             f"{value if command == 'CONNECT' else escape(value)}" for name, value in headers.items()]
        self.text("\n".join(lines) + "\n\n" + body + "\0")

    def next(self):
        """The next frame; a MESSAGE goes to the inbox of its subscription."""
        while True:
            frame = self.decoder.frame()
            if frame is None:
                self.decoder.take(self.line.message(self.patience))
            elif frame.command == "MESSAGE":
                self.inboxes[frame.headers["subscription"]].append(frame)
                return frame
            else:
                return frame

    def expect(self, command):
        """The next frame that is no MESSAGE, which must be this one."""
        frame = self.next()
        while frame.command == "MESSAGE":
            frame = self.next()
        assert frame.command == command, frame
        return frame

    def confirm(self, command, headers, body=""):
        """Sends a frame and waits for its receipt, which is returned."""
        receipt = f"receipt-{next(RECEIPTS)}"
        self.frame(command, {**headers, "receipt": receipt}, body)
        answer = self.expect("RECEIPT")
        assert answer.headers["receipt-id"] == receipt, answer
        return answer

    def send(self, destination, body, **headers):
        return self.confirm("SEND", {"destination": destination, **headers}, body)

    def subscribe(self, destination, **headers):
        return Subscription(self, destination, headers)

    def leave(self):
        """DISCONNECT, its receipt, and the end."""
        self.confirm("DISCONNECT", {})
        closed = self.closed()
        assert closed.code == 1000, closed

    def closed(self):
        """Reads on until the server closes. Returns how."""
        try:
            while True:
                self.next()
        except Closed as closed:
            self.drop()
            return closed

    def drop(self):
        """Is gone without a word."""
        self.over.set()
        self.line.close()

    def is_refused(self, code, close):
        """ERROR with `code`, and the close that belongs to it. Returns the ERROR."""
        error = self.expect("ERROR")
        assert error.headers["code"] == code, error
        closed = self.closed()
        assert closed.code == close and closed.reason.startswith(code), closed
        return error


class Subscription:
    """A subscription, its receipt and its messages."""

    def __init__(self, session, destination, headers):
        self.session = session
        self.id = f"s-{len(session.inboxes)}"
        self.inbox = collections.deque()
        session.inboxes[self.id] = self.inbox
        self.receipt = session.confirm("SUBSCRIBE", {"destination": destination, "id": self.id, **headers})

    def next(self, body=None):
        """The next message, which must be `body` if that is given."""
        while not self.inbox:
            frame = self.session.next()
            assert frame.command == "MESSAGE", frame
        message = self.inbox.popleft()
        assert body is None or message.body == body, message
        return message

    def answer(self, command, message, **headers):
        """ACK or NACK of a message, with a receipt unless it is for a transaction."""
        headers = {"id": message.headers["ack"], **headers}
        if "transaction" in headers:
            self.session.frame(command, headers)
        else:
            self.session.confirm(command, headers)

    def unsubscribe(self):
        self.session.confirm("UNSUBSCRIBE", {"id": self.id})
