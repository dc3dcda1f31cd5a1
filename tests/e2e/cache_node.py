"""A node whose workers have a cache, for the tests of it."""

import contextlib
import json
import re
import resource
import urllib.request
from pathlib import Path
from urllib.parse import quote

import atoll

WORKER = Path("tests/e2e/cache_worker.js").read_text(encoding="utf-8")

CONFIG = """\
[server]
data_dir = "data"
admin = "127.0.0.1:{admin}"
[outbound]
allow = ["127.0.0.0/8"]
[limits]
subrequests = 50
[cache]
{cache}
[[workers]]
name = "one"
path = "index.js"
[[workers]]
name = "two"
path = "index.js"
"""


class Node:
    """A node with two workers, and a folder that outlives the process."""

    def __init__(self, cache="", threads=2, limit=None):
        self.stack = contextlib.ExitStack()
        self.admin = atoll.free_port()
        self.folder = self.stack.enter_context(atoll.project({
            "index.js": WORKER, "atoll.toml": CONFIG.format(cache=cache, admin=self.admin)}))
        self.cache = Path(self.folder, "data", "cache")
        self.threads = threads
        self.server = None
        self.start(limit)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.stack.close()

    def start(self, limit=None):
        """`limit`: of the size of its files."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            self.server = atoll.Server("serve", f"{self.folder}/atoll.toml", "--threads",
                                       str(self.threads))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def restart(self):
        self.server.crash()
        self.server.kill()
        self.start()

    def ask(self, path, worker="one", body=None, method=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.server.request(method or ("POST" if body is not None else "GET"), path, body=body,
                                   headers={"Host": f"{worker}.localhost", **named})

    def put(self, body, worker="one", key=None, cache=None, **headers):
        named = {f"x_set_{name}": value for name, value in headers.items() if name != "x_status"}
        if "x_status" in headers:
            named["x-status"] = headers["x_status"]
        return self.ask("/put" + query(key, cache), worker, body.encode(), **named).text

    def match(self, worker="one", key=None, cache=None, **headers):
        named = {f"x_ask_{name}": value for name, value in headers.items()}
        return json.loads(self.ask("/match" + query(key, cache), worker, **named).body)

    def text(self, **options):
        """The body that was found, or None."""
        return self.match(**options).get("text")

    def cf(self, url, cf, worker="one", cache=None, **headers):
        asked = {"url": url, "cf": cf, "headers": headers}
        if cache:
            asked["cache"] = cache
        before = self.stored()
        found = json.loads(self.ask("/cf", worker, json.dumps(asked)).body)
        if found["state"] in ("MISS", "EXPIRED"):
            atoll.eventually(lambda: self.stored() > before, "the response to be stored")
        return found

    def stored(self):
        """How many responses have been stored."""
        return self.metric("atoll_cache_stored_total")

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/metrics") as page:
            found = re.search(rf"^{re.escape(name)} (\S+)$", page.read().decode(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    def files(self):
        return [file for file in self.cache.rglob("*") if file.is_file() and file.name != "lock"]


def query(key, cache):
    pairs = [f"{name}={quote(value, safe='')}"
             for name, value in (("key", key), ("cache", cache)) if value]
    return "?" + "&".join(pairs) if pairs else ""


def headers_of(found):
    return dict(found["headers"])
