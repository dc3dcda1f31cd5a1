"""The log lines of invocations, as `--log-invocations all` makes them: JSON or for people."""

import json
import re
import time

_PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)')


def parse_line(line):
    """{"request", "worker", "outcome", "cpu_us", "wall_us" ...}; None for any other line."""
    line = line.strip()
    if line.startswith("{"):
        try:
            found = json.loads(line)
        except ValueError:
            return None
    else:
        _, word, rest = line.partition("invocation ")
        if not word:
            return None
        found = {key: value.strip('"') for key, value in _PAIR.findall(rest)}
    if not {"outcome", "cpu_us", "wall_us"} <= found.keys():
        return None
    return {**found, "cpu_us": float(found["cpu_us"]), "wall_us": float(found["wall_us"])}


def parse(text, workers):
    """The invocations of these workers, in the order of the lines; half a last line is left out."""
    whole = text[:text.rfind("\n") + 1]
    found = filter(None, map(parse_line, whole.splitlines()))
    return [one for one in found if one.get("worker") in workers]


def wait_for(server, position, workers, count, within=10):
    """The invocations logged after `position`: `count` of them, or what came in time."""
    ends = time.monotonic() + within
    while True:
        found = parse(server.log_since(position), workers)
        if len(found) >= count or time.monotonic() > ends:
            return found
        time.sleep(0.05)


def outcomes(found):
    """{outcome: how many}"""
    counted = {}
    for one in found:
        counted[one["outcome"]] = counted.get(one["outcome"], 0) + 1
    return counted
