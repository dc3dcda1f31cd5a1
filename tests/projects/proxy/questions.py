"""A reverse proxy: bodies that stream both ways, fields, redirects, an origin that is not there."""

import contextlib
import gzip
import http.server
import threading

import atoll


class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/moved":
            return self.answer(302, b"", location="/elsewhere")
        if self.path == "/packed":
            return self.answer(200, gzip.compress(b"tide " * 100), content_encoding="gzip")
        seen = [self.path, self.headers["x-forwarded-host"], self.headers["cookie"]]
        return self.answer(200, repr(seen).encode(), x_powered_by="steam")

    def do_POST(self):
        self.answer(201, self.rfile.read(int(self.headers["content-length"]))[::-1])

    def answer(self, status, body, **fields):
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **fields}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def origin():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(test, server):
    with origin() as url, test.project("proxy", "--var", f"ORIGIN:{url}") as proxy:
        page = test.answers(200, "GET", "/a?b=c", cookie="secret=1")
        host = f"127.0.0.1:{proxy.port}"
        test.assertEqual(page.text, repr(["/a?b=c", host, None]))
        test.assertEqual((page.headers["via"], page.headers["x-powered-by"]), ("1.1 proxy", None))
        body = bytes(range(256)) * 4000
        test.assertEqual(test.answers(201, "POST", "/up", body).body, body[::-1])
        test.assertEqual(test.answers(302, "GET", "/moved").headers["location"], "/elsewhere")
        packed = test.answers(200, "GET", "/packed")
        test.assertEqual(gzip.decompress(packed.body) if packed.headers["content-encoding"]
                         else packed.body, b"tide " * 100)
        paths = [f"/text/{name}" for name in "abc"]
        test.assertEqual(test.answers(200, "GET", "/all").json(),
                         [repr([path, None, None]) for path in paths])
    nobody = f"ORIGIN:http://127.0.0.1:{atoll.free_port()}"
    with test.project("proxy", "--var", nobody):
        test.assertIn("Bad gateway", test.answers(502, "GET", "/a").text)
