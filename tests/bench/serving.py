"""Atoll and workerd as servers of a folder of workers."""

import re
import subprocess
from pathlib import Path

import process
import runtimes
import workers_dir


class Atoll:
    """`serve` leaves out options that this program's `help serve` does not name."""

    name = "atoll"

    def __init__(self, binary):
        self.binary = binary
        self.version = runtimes.output(binary, "--version")
        help_text = subprocess.run([binary, "help", "serve"], capture_output=True, text=True,
                                   check=True).stdout
        self.known = set(re.findall(r"--[a-z-]+", help_text))
        self.left_out = set()

    def knows(self, option):
        return f"--{option}" in self.known

    def serve(self, folder, scratch, threads=1, pool=None, supervised=False, **settings):
        """A process; settings such as memory_target="8GB" become options, and `pool`, how many
        isolates are warm, a configuration file. `supervised`: cells serve, and are replaced."""
        port = process.free_port()
        what = ["--workers-dir", folder]
        if pool is not None:
            config = Path(scratch, "atoll.toml")
            config.write_text(f'workers_dir = "{Path(folder).absolute()}"\n'
                              f"[pool]\nmin = {pool}\nmax = {pool}\n")
            what = [str(config)]
        command = [self.binary, "serve", *what,
                   "--listen", f"127.0.0.1:{port}", "--threads", str(threads)]
        for key, value in {"data_dir": f"{scratch}/data", **settings}.items():
            option = key.replace("_", "-")
            if self.knows(option):
                command += [f"--{option}", value]
            else:
                self.left_out.add(option)
        return process.Process(command, port, scratch, supervised=supervised)


class Workerd:
    name = "workerd"

    def __init__(self):
        self.binary = runtimes.workerd_binary()
        self.version = runtimes.output(self.binary, "--version")

    def serve(self, folder, scratch, some):
        """A process with the workers named."""
        port = process.free_port()
        config = workers_dir.write_workerd(folder, some, port)
        return process.Process([self.binary, "serve", config], port, scratch)
