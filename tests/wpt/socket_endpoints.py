"""The ends of WebSockets that the tests expect of their server, by path: what each does is what the
handler of that name in `websockets/handlers` of the web-platform-tests does."""

import time
from urllib.parse import parse_qs

from websocket_frames import CLOSE, PING
from websocket_peer import Peer

NORMAL, NO_STATUS = 1000, None


class Conversation:
    """A WebSocket whose handshake was accepted. `answer_close`: how the client's close frame is
    answered: None is as an echo."""

    def __init__(self, peer, query, answer_close):
        self.peer = peer
        self.query = query
        self._answer_close = answer_close
        self.ended = False

    def receive(self):
        """The next message; None when there is none any more."""
        opcode, payload = self.peer.receive()
        if opcode is None or opcode == CLOSE:
            self.ended = True
            if opcode == CLOSE:
                self._answer_close(self.peer, payload)
            return None
        return payload.decode() if opcode == 1 else payload

    def send(self, data):
        self.peer.send_message(data)

    def close(self, code=NO_STATUS, reason=""):
        """Says that the server closes, and waits for the client's answer."""
        if self.ended:
            return
        self.peer.close(code, reason)
        while self.peer.receive()[0] not in (None, CLOSE):
            pass
        self.ended = True


def _echo_close(peer, payload):
    peer.send(CLOSE, payload)


def _echo_close_late(peer, payload):
    time.sleep(1)
    peer.send(CLOSE, payload)


def _break_off(peer, payload):
    del peer, payload


def _echo(talk):
    while (message := talk.receive()) is not None:
        talk.send(message)
        if message == "Goodbye":
            return


def _exit(talk):
    while (message := talk.receive()) is not None and message != "Goodbye":
        pass


def _say_nothing(talk):
    del talk


def _wait_for_close(talk):
    while talk.receive() is not None:
        pass


def _receive_slowly(talk):
    while True:
        time.sleep(0.1)
        message = talk.receive()
        if message is None:
            return
        talk.send(str(len(message)))


def _receive_late(talk):
    time.sleep(2)
    talk.receive()


def _send_much(talk):
    talk.send(b"")
    began = time.monotonic()
    for _ in range(16):
        talk.send(b" " * (1 << 20))
    talk.send(str(time.monotonic() - began))


def _close_first(talk):
    query = parse_qs(talk.query)
    if "abrupt" in query:
        talk.peer.send(PING, b"ping")
        talk.ended = True
    elif "code" in query:
        talk.close(int(query["code"][0]), query.get("reason", [""])[0])
    else:
        talk.close()


def _offered(request):
    return [name.strip() for name in (request.get("sec-websocket-protocol") or "").split(",") if name]


def _first_offered(request):
    return (_offered(request) or [None])[0]


def _all_offered(request):
    return request.get("sec-websocket-protocol")


def _echo_if_offered(request):
    return "echo" if "echo" in _offered(request) else None


def _websocket(talk_of, answer_close=_echo_close, protocol=lambda request: None, before=None, **fields):
    """A handler of origin.py. `talk_of`: a function of the Conversation, and of the request where it
    wants that."""

    def handle(connection, request):
        if request.get("sec-websocket-key") is None:
            return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
        if before is not None and not before(connection, request):
            return None
        chosen = protocol(request)
        more = {} if chosen is None else {"Sec_WebSocket_Protocol": chosen}
        peer = Peer(connection, request, **more, **fields)
        connection.send(peer.head)
        talk = Conversation(peer, request.target.partition("?")[2], answer_close)
        talk.request = request
        talk.protocol = chosen
        talk_of(talk)
        talk.close(NORMAL)
        return None

    return handle


def _say(text_of):
    """A conversation of one message: what text_of(talk) is."""
    return lambda talk: talk.send(text_of(talk))


def _sleep_2(connection, request):
    del connection, request
    time.sleep(2)
    return True


def _foo_bar_only(connection, request):
    if request.get("authorization") == "Basic Zm9vOmJhcg==":
        return True
    connection.send(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n"
                    b'WWW-Authenticate: Basic realm="camelot"\r\n\r\n')
    return False


def _sets_cookie(attributes):
    def handle(connection, request):
        name = "ws_test_" + request.target.partition("?")[2]
        _websocket(_wait_for_close, Set_Cookie=f"{name}=test; {attributes}")(connection, request)

    return handle


ENDPOINTS = {
    "/basic_auth": _websocket(_say_nothing, before=_foo_bar_only),
    "/delayed-passive-close": _websocket(_wait_for_close, answer_close=_echo_close_late),
    "/echo": _websocket(_echo, protocol=_echo_if_offered),
    "/echo-cookie": _websocket(_say(lambda talk: talk.request.get("cookie") or "(none)")),
    "/echo-query": _websocket(_say(lambda talk: talk.query)),
    "/echo_exit": _websocket(_exit),
    "/empty-message": _websocket(_say(lambda talk: "pass" if talk.receive() == "" else "fail")),
    "/handshake_no_extensions": _websocket(_say_nothing),
    "/handshake_no_protocol": _websocket(_say_nothing),
    "/handshake_protocol": _websocket(_say_nothing, protocol=lambda request: "foobar"),
    "/handshake_sleep_2": _websocket(_say_nothing, before=_sleep_2),
    "/origin": _websocket(_say(lambda talk: talk.request.get("origin") or "null")),
    "/passive-close-abort": _websocket(_wait_for_close, answer_close=_break_off),
    "/protocol": _websocket(_say(lambda talk: talk.protocol), protocol=_all_offered),
    "/protocol_array": _websocket(_say(lambda talk: talk.protocol), protocol=_first_offered),
    "/receive-backpressure": _websocket(_receive_late),
    "/receive-many-with-backpressure": _websocket(_receive_slowly),
    "/referrer": _websocket(_say(
        lambda talk: talk.request.get("referer") or "MISSING AS PER FETCH")),
    "/remote-close": _websocket(_close_first),
    "/send-backpressure": _websocket(_send_much),
    "/set-cookie": _sets_cookie("Path=/"),
    "/set-cookie-secure": _sets_cookie("Secure; Path=/"),
    "/wrong_accept_key": _websocket(_say(lambda talk: "test"), accept="thisisawrongacceptkey"),
}
