"""A server that many have, with a short text and a large file."""

import contextlib
import os
import socket
import subprocess
import tempfile
from pathlib import Path

import atoll
import nginx

PROGRAM = os.path.abspath("../nginx/tree/usr/sbin/nginx")
TEXT = "".join(str(i) for i in range(20_000))
LARGE = bytes(range(256)) * 40_000


class NginxServer:
    """Runs until it is closed. It serves text.txt (TEXT) and large.bin (LARGE) from `root`."""

    def __init__(self, http):
        """`http`: makes the directives of the http block from the folder of the files."""
        self._stack = contextlib.ExitStack()
        self.folder = Path(self._stack.enter_context(
            tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))))
        self.root = self.folder / "root"
        self.root.mkdir()
        (self.root / "text.txt").write_text(TEXT, encoding="ascii")
        (self.root / "large.bin").write_bytes(LARGE)
        self._log = self.folder / "access.log"
        self._process = subprocess.Popen(
            nginx.command(PROGRAM, self.folder, http(self.root), access_log="access.log"),
            stdin=subprocess.DEVNULL)
        self._stack.callback(self._stop)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def wait(self, port):
        """Until it listens there."""
        atoll.eventually(lambda: self._listens(port), "nginx")

    def requests(self):
        """The lines of its log."""
        return self._log.read_text(encoding="ascii").splitlines()

    def _listens(self, port):
        if self._process.poll() is not None:
            raise AssertionError(f"nginx has ended with {self._process.returncode}")
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        return False

    def _stop(self):
        self._process.terminate()
        self._process.wait()
