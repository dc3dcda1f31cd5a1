"""What the tests of fetch() share: a node whose worker makes requests to servers on this machine."""

import unittest
from pathlib import Path
from urllib.parse import quote

import atoll

CERTIFICATES = Path("tests/e2e/tls").resolve()
TRUSTS_THE_TEST_CA = f'ca_file = "{CERTIFICATES}/ca.pem"'


def config(*lines, allow=("127.0.0.0/8",)):
    """An atoll.toml whose worker may ask `allow`; `lines` are more of [outbound]."""
    allowed = ", ".join(f'"{entry}"' for entry in allow)
    return "\n".join(["[outbound]", f"allow = [{allowed}]", *lines, "[[workers]]", 'name = "worker"',
                      'path = "index.js"', 'hosts = ["*"]', ""])


def script(name):
    """The text of a worker beside this."""
    return Path("tests/e2e", name).read_text(encoding="utf-8")


class OutboundTest(unittest.TestCase):
    """`self.server` runs the script `worker`, for all tests of the class."""

    worker = "fetch_worker.js"
    config = config()
    args = ()

    @classmethod
    def setUpClass(cls):
        files = {"index.js": script(cls.worker), "atoll.toml": cls.config}
        folder = cls.enterClassContext(atoll.project(files))
        cls.server = cls.enterClassContext(
            atoll.Server("serve", f"{folder}/atoll.toml", *cls.args))

    def ask(self, origin, scenario, to="/", method="GET", body=None, headers=None, **query):
        """What the worker answers when it is to act out `scenario` with the server `origin`."""
        query = "".join(f"&{name}={quote(str(value), safe='')}" for name, value in query.items())
        return self.server.request(
            method, f"{scenario}?to={quote(to, safe='')}{query}", body=body,
            headers={"x-origin": origin.url, **(headers or {})})
