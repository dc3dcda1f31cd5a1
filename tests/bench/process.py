"""A server under measurement: started, asked until it answers, and read from /proc."""

import contextlib
import functools
import http.client
import os
import re
import socket
import subprocess
import time
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@functools.cache
def knows_supervisor(binary):
    help_text = subprocess.run([binary, "help", "serve"], capture_output=True, text=True,
                               check=False).stdout
    return "--no-supervisor" in help_text


def without_supervisor(command):
    if command[1:2] == ["serve"] and knows_supervisor(command[0]):
        return [*command[:2], "--no-supervisor", *command[2:]]
    return command


class Process:
    """A server that runs until the end of the `with` block, on one core if one is given.

    An Atoll runs without its supervisor, unless `supervised`: figures are of the process that
    serves."""

    def __init__(self, command, port, scratch, core=None, own_group=False, supervised=False):
        self.port = port
        if not supervised:
            command = without_supervisor(command)
        self._log = open(Path(scratch, "server.log"), "w+", encoding="utf-8")
        environment = {**os.environ, "DENO_NO_UPDATE_CHECK": "1", "DENO_DIR": f"{scratch}/deno",
                       "NO_COLOR": "1"}
        pinned = [] if core is None else ["taskset", "-c", str(core)]
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [*pinned, *command],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=environment,
            start_new_session=own_group,
        )

    @property
    def pid(self):
        return self._process.pid

    def wait(self):
        self._process.wait()

    def end_group(self, number):
        """Sends a signal to the process, which has its own group, and to all that it has started."""
        os.killpg(self._process.pid, number)

    def __enter__(self):
        return self

    def __exit__(self, _kind, error, _trace):
        self._process.kill()
        self._process.wait()
        log = self.log()
        self._log.close()
        if isinstance(error, OSError):
            raise SystemExit(f"bench: {error!r} while asking the server; its log ends:\n{log}")

    def first_answer(self, method="GET", body=None, host=None, within=20):
        """Seconds from the start of the process to its first answer, and the answer's body."""
        fields = {"Host": host} if host else {}
        while True:
            try:
                client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within)
                client.request(method, "/", body=body, headers=fields)
                answer = client.getresponse()
                text = answer.read()
                took = time.monotonic() - self._started
                client.close()
                if answer.status != 200:
                    raise SystemExit(f"bench: status {answer.status} {text[:300]}\n{self.log()}")
                return took, text
            except (ConnectionError, TimeoutError):
                if self._process.poll() is not None or time.monotonic() - self._started > within:
                    raise SystemExit(f"bench: the server does not answer:\n{self.log()}") from None
                time.sleep(0.0005)

    def log(self):
        return self.log_since(0)[-2000:]

    def log_size(self):
        return os.path.getsize(self._log.name)

    def log_since(self, position):
        """What the server has printed since `log_size()` was `position`."""
        with open(self._log.name, "rb") as file:
            file.seek(position)
            return file.read().decode("utf-8", "replace")

    def pids(self):
        """The process and all that it has started: what serves may be a child of it."""
        children = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
                children.setdefault(int(parent), []).append(int(stat.parent.name))
        found = [self._process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def has_ended(self):
        return self._process.poll() is not None

    def cpu_seconds(self):
        """User and system time of all threads, those that have ended included."""
        ticks = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
                fields = stat.rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def cpu_nanos(self):
        """The same by the CPU-time clocks (clock_getcpuclockid(3)), which have no ticks."""
        nanos = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                nanos += time.clock_gettime_ns((~pid << 3) | 2)
        return nanos

    def wait_until_idle(self, still=0.3, within=120):
        """Returns once the CPU time has stood still for `still` seconds.

        Gives the seconds that this took, without the stillness; None when it never came.
        """
        begun = changed = time.monotonic()
        before = self.cpu_seconds()
        while (now := time.monotonic()) - begun < within:
            if (cpu := self.cpu_seconds()) != before:
                before, changed = cpu, now
            elif now - changed >= still:
                return changed - begun
            time.sleep(0.01)
        return None

    def resident_mb(self):
        return self._status_mb("VmRSS")

    def peak_resident_mb(self):
        """The most that was resident at any time since the start of the process."""
        return self._status_mb("VmHWM")

    def _status_mb(self, field):
        found = []
        for pid in self.pids():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
                found += re.findall(rf"{field}:\s+(\d+)", status)
        if not found:
            raise ProcessLookupError(f"process {self._process.pid} has no {field}: it has ended")
        return sum(map(int, found)) * 1024 / 1e6
