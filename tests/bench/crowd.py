"""Clients that mostly wait: a few connections that ask again as soon as they are answered."""

import collections
import selectors
import socket
import threading

import client


class Crowd:
    """Runs on a thread of its own between `with` and its end, or until `total` answers came.

    `hosts` has one entry for each connection. Outcomes are counted by status; "closed" is a
    connection that ended without an answer, an error's name a request that could not be sent.
    """

    def __init__(self, port, hosts, total=None):
        self.outcomes = collections.Counter()
        self._port = port
        self._total = total
        self._asked = 0
        self._stop = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._hosts = hosts
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def wait(self):
        """Until all of `total` are answered."""
        self._thread.join()

    def _run(self):
        for host in self._hosts:
            self._ask(host)
        while self._selector.get_map() and not self._stop.is_set():
            for key, _ in self._selector.select(0.1):
                self._step(key.fileobj, *key.data)
        for key in list(self._selector.get_map().values()):
            self._close(key.fileobj)
        self._selector.close()

    def _ask(self, host, opened=None):
        """On a connection that has been used before, or on a new one."""
        if self._asked == self._total:
            if opened:
                self._close(opened)
            return
        self._asked += 1
        try:
            if not opened:
                opened = socket.create_connection(("127.0.0.1", self._port), 20)
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._selector.register(opened, selectors.EVENT_READ, (host, b""))
            opened.sendall(client.request(host))
        except OSError as error:
            self.outcomes[type(error).__name__] += 1
            if opened:
                self._close(opened)

    def _close(self, opened):
        self._selector.unregister(opened)
        opened.close()

    def _step(self, opened, host, data):
        try:
            more = opened.recv(65536)
        except ConnectionError:
            more = b""
        answer = client.parse(data + more, ended=not more)
        if not answer and more:
            self._selector.modify(opened, selectors.EVENT_READ, (host, data + more))
            return
        self.outcomes[str(answer[0]) if answer else "closed"] += 1
        if answer and answer[2]:
            self._selector.modify(opened, selectors.EVENT_READ, (host, b""))
            self._ask(host, opened)
        else:
            self._close(opened)
            self._ask(host)
