#!/usr/bin/env python3
"""The page at /cdn-cgi/local/ of `atoll dev`, in Chromium."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

FOLDER = Path("tests/browser")
CONFIG = {
    "name": "shop",
    "main": "worker.js",
    "compatibility_date": "2026-01-31",
    "vars": {"TOKEN": "a secret"},
    "kv_namespaces": [{"binding": "CACHE", "id": "kv-of-the-test"}],
    "triggers": {"crons": ["0 0 1 1 *", "0 0 2 1 *", "0 0 3 1 *"]},
}


def project():
    """A folder with the worker of these tests."""
    worker = Path(FOLDER, "local_page_worker.js").read_text(encoding="utf-8")
    return atoll.project({"worker.js": worker, "wrangler.json": json.dumps(CONFIG)})


class Browser:
    """Chromium, in which steps are run."""

    def __init__(self):
        program = shutil.which("chromium")
        if program is None:
            raise AssertionError("there is no chromium; tools/setup test installs it")
        # Chromium has a socket in it, whose path may have 107 octets.
        self._home = tempfile.TemporaryDirectory(dir="/tmp")
        home = self._home.name
        self._process = subprocess.Popen(
            ["node", str(FOLDER / "driver.mjs")],
            env={**os.environ, "CHROMIUM": program, "HOME": home, "TMPDIR": home},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, file, step, url):
        self._process.stdin.write(json.dumps({"file": file, "step": step, "url": url}) + "\n")
        self._process.stdin.flush()

    def answer(self):
        """What the step says next: that it waits, or how it has ended."""
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"the browser's driver has ended: {self._process.wait()}")
        return json.loads(line)

    def close(self):
        self._process.stdin.close()
        self._process.wait(timeout=atoll.PATIENCE)
        self._process.stdout.close()
        self._home.cleanup()


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def ended(self):
        answer = self.browser.answer()
        self.assertTrue(answer.get("ok"), answer.get("error", answer))

    def waiting(self):
        answer = self.browser.answer()
        self.assertTrue(answer.get("waiting"), answer.get("error", answer))


class LocalPageTest(BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.enterClassContext(project())
        cls.server = atoll.Server("dev", folder)
        cls.addClassCleanup(cls.server.kill)


def add_steps():
    """A case for each step."""
    steps = {
        "requests": ["appearsLive", "opensByKeyboard", "movesThroughRows", "showsAnError",
                     "filters", "pauses", "clears", "holdsStillUnderLoad"],
        "crons": ["showsWhenTheyRun", "runsOne", "showsOneThatFails", "followsRunsOfOthers",
                  "saysThemInWords"],
        "kv": ["addsEditsAndDeletes", "tellsWhatIsWrong", "followsTheWorker",
               "turnsPagesByKeyboard", "showsOctets"],
        "page": ["canBeReadInLightAndDark", "fitsANarrowWindow", "worksByKeyboardAlone",
                 "refusesOtherHosts", "refusesForgedRequests", "loadsNothingFromElsewhere",
                 "showsWorkers"],
    }

    def case(file, step):
        def run(self):
            self.browser.begin(file, step, f"http://127.0.0.1:{self.server.port}")
            self.ended()
        return run

    for file, names in steps.items():
        for name in names:
            words = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
            setattr(LocalPageTest, f"test_{file}_{words}", case(file, name))


class ServerLifeTest(BrowserTest):
    def test_the_page_finds_the_server_again(self):
        with project() as folder:
            port = atoll.free_port()
            with atoll.Server("dev", folder, port=port) as server:
                server.get("/before-the-restart")
                self.browser.begin("page", "waitsForTheServer", f"http://127.0.0.1:{port}")
                self.waiting()
                server.signal()
                self.assertEqual(server.wait(), 0)
                self.assertNotIn("cut off", server.output(), "a page that is open holds nobody up")
            with atoll.Server("dev", folder, port=port) as server:
                server.get("/after-the-restart")
                self.ended()

    def test_a_worker_that_is_broken_and_mended(self):
        with project() as folder:
            with atoll.Server("dev", folder) as server:
                file = Path(folder, "worker.js")
                sound = file.read_text(encoding="utf-8")
                self.browser.begin("page", "tellsOfABrokenWorker",
                                   f"http://127.0.0.1:{server.port}")
                self.waiting()
                file.write_text(sound + "\n}", encoding="utf-8")
                self.waiting()
                file.write_text(sound, encoding="utf-8")
                self.ended()


add_steps()

if __name__ == "__main__":
    junit.main()
