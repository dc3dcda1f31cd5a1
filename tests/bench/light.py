"""The light tenant's client as a process beside the benchmark, and what it found."""

import json
import subprocess
import sys
from pathlib import Path

import figures

_PROGRAM = Path(__file__).resolve().parent / "light_client.py"


class Light:
    """Asks from the start of the `with` block on; `finish` stops it and gives its findings."""

    def __init__(self, port, host, expect, **settings):
        words = [f"--{key}={value}" for key, value in settings.items()]
        self._process = subprocess.Popen(
            [sys.executable, str(_PROGRAM), f"--port={port}", f"--host={host}",
             f"--expect={expect}", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def wait(self):
        """Lets it go on for its own time."""
        return figures_of(json.loads(self._process.stdout.read()))

    def finish(self):
        """Asks no more, and waits for what is under way."""
        return figures_of(self.finish_raw())

    def finish_raw(self):
        """The same with every latency: request n was due n / "rate" seconds after "begun"."""
        self._process.stdin.close()
        return json.loads(self._process.stdout.read())


def figures_of(found):
    """Percentiles in place of the latencies."""
    found = dict(found)
    latencies, late = found.pop("latencies_us"), found.pop("sent_late_us")
    return {
        **found,
        "lost": found["asked"] - found["answered"],
        "p50_us": figures.percentile(latencies, 50),
        "p99_us": figures.percentile(latencies, 99),
        "late_p99_us": figures.percentile(late, 99),
    }
