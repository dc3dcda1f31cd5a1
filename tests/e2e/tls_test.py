#!/usr/bin/env python3
"""fetch() over TLS: whom it trusts, and what it says of whom it does not."""

import json
import socket
import ssl
import sys
import threading
from urllib.parse import quote

sys.path[:0] = ["tests/support", "tests/e2e"]
import junit  # noqa: E402
import outbound  # noqa: E402
from origin import Origin, response  # noqa: E402
from outbound import CERTIFICATES, TRUSTS_THE_TEST_CA, OutboundTest  # noqa: E402



class TlsOrigin(Origin):
    """The same over TLS; what the handshakes came to is noted."""

    def __init__(self, handlers, certificate="server", alpn=(), versions=None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        if alpn:
            self.context.set_alpn_protocols(alpn)
        if versions:
            self.context.minimum_version, self.context.maximum_version = versions
        self.names = []
        self.context.sni_callback = lambda _, name, __: self.names.append(name)
        self.protocols = []
        self.resumed = []
        super().__init__(handlers)
        self.url = f"https://127.0.0.1:{self.port}"

    def wrap(self, sock):
        wrapped = self.context.wrap_socket(sock, server_side=True)
        self.protocols.append((wrapped.version(), wrapped.selected_alpn_protocol()))
        self.resumed.append(wrapped.session_reused)
        return wrapped


class Tls(OutboundTest):
    config = outbound.config(TRUSTS_THE_TEST_CA, allow=("127.0.0.0/8", "localhost"))
    args = ("--threads", "1")

    def fetch(self, url):
        return self.server.get(f"/fetch?url={quote(url, safe='')}", x_origin="").text

    def test_a_server_that_is_trusted(self):
        with TlsOrigin({"/": lambda *_: response(b"secret")}) as o:
            self.assertEqual(self.fetch(f"https://localhost:{o.port}/"), "no error: 200 null secret")
            self.assertEqual(self.fetch(f"https://127.0.0.1:{o.port}/"), "no error: 200 null secret")
            self.assertEqual(o.names, ["localhost", None])
            self.assertEqual(o.protocols[0][0], "TLSv1.3")

    def test_a_connection_serves_many_requests(self):
        with TlsOrigin({"/": lambda *_: response(b"ok")}) as o:
            found = json.loads(self.ask(o, "/many", count=10).body)
            self.assertEqual((found, o.connections), (["ok"] * 10, 1))

    def test_tls_1_2(self):
        versions = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
        with TlsOrigin({"/": lambda *_: response(b"ok")}, versions=versions) as o:
            self.assertEqual(self.ask(o, "/plain").text, "ok")

    def test_sessions_are_resumed(self):
        def last(connection, _):
            connection.send(response(b"ok", Connection="close"))
            connection.socket.unwrap()

        with TlsOrigin({"/": last}) as o:
            for _ in range(3):
                self.assertEqual(self.ask(o, "/plain").text, "ok")
            self.assertEqual(o.resumed, [False, True, True])

    def test_alpn(self):
        with TlsOrigin({"/": lambda *_: response(b"ok")}, alpn=["http/1.1"]) as o:
            self.assertEqual(self.ask(o, "/plain").text, "ok")
            self.assertEqual(o.protocols[0][1], "http/1.1")

    def test_whom_it_does_not_trust(self):
        for certificate, expected in [("self", "self signed certificate"),
                                      ("expired", "certificate has expired"),
                                      ("other", "Hostname mismatch")]:
            with self.subTest(certificate=certificate), TlsOrigin(
                    {"/": lambda *_: response(b"ok")}, certificate) as o:
                found = self.fetch(f"https://localhost:{o.port}/")
                self.assertIn("TypeError: fetch failed: the certificate of localhost is not trusted: ",
                              found)
                self.assertIn(expected, found.replace("self-signed", "self signed"))
                self.assertEqual(o.requests, [])
        with TlsOrigin({"/": lambda *_: response(b"ok")}, "other") as o:
            self.assertIn("IP address mismatch", self.ask(o, "/error").text)

    def test_what_is_no_tls(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def plain():
                sock, _ = listener.accept()
                with sock:
                    sock.recv(1000)
                    sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

            threading.Thread(target=plain, daemon=True).start()
            found = self.fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
            self.assertIn("the TLS handshake with 127.0.0.1 failed", found)

    def test_a_body_that_is_cut_off_is_not_complete(self):
        def cut(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\n\r\npart")
            connection.socket.shutdown(socket.SHUT_RDWR)

        def whole(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\n\r\nwhole")
            connection.socket.unwrap()

        with TlsOrigin({"/": cut, "/whole": whole}) as o:
            self.assertIn("without a TLS close", self.ask(o, "/error").text)
            self.assertEqual(self.ask(o, "/error", "/whole").text, "no error: 200 whole")

    def test_large_bodies_both_ways(self):
        body = bytes(range(256)) * 20_000
        with TlsOrigin({"/": lambda _, r: response(r.body)}) as o:
            for scenario in ("/upload", "/pass"):
                with self.subTest(scenario=scenario):
                    found = self.ask(o, scenario, method="POST", body=body)
                    self.assertEqual(found.body, body)

    def test_an_abort_ends_a_handshake(self):
        gone = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def silent():
                sock, _ = listener.accept()
                with sock:
                    while sock.recv(1000):
                        pass
                gone.set()

            threading.Thread(target=silent, daemon=True).start()
            url = f"https://127.0.0.1:{listener.getsockname()[1]}"
            found = self.server.get("/timeout?to=/", x_origin=url)
            self.assertEqual(found.text, "TimeoutError: The operation timed out.")
            self.assertTrue(gone.wait(60))


if __name__ == "__main__":
    junit.main()
