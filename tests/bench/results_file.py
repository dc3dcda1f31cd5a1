"""The end of a benchmark: a line for each target, and the figures as JSON below a folder."""

import json
import os
import re
import time
from pathlib import Path


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {
        "cpu": model[1] if model else "?",
        "cores": os.cpu_count(),
        "kernel": os.uname().release,
    }


def finish(options, scenario, verdicts, found):
    """Prints the verdicts and saves everything; returns the exit code."""
    print()
    for _, line in verdicts:
        print(line)
    os.makedirs(options.save, exist_ok=True)
    prefix = f"{scenario}-" if scenario else ""
    path = Path(options.save, time.strftime(f"{prefix}%Y-%m-%dT%H-%M-%S.json"))
    path.write_text(json.dumps({
        "machine": machine(),
        "options": vars(options),
        **found,
        "targets": [{"met": met, "text": line} for met, line in verdicts],
    }, indent=1) + "\n", encoding="utf-8")
    print(f"\nsaved as {path}")
    return 1 if options.strict and not all(met for met, _ in verdicts) else 0
