"""How an invocation of a hostile worker ended, by the server's log (--log-format json)."""

import json

# What ended an invocation: its worker, V8 when it was asked to, a thread that was taken out of use
# with the turn in it, or the end of the process.
ITSELF, TERMINATE, PARK, KILL = "itself", "terminate", "park", "kill"
# The outcomes that limits make.
_LIMITS = {"exceededCpu", "exceededMemory", "exceededWallTime"}
# What a worker is told by that cannot be deployed, which is no invocation.
_REFUSED = 'worker "{}" was asked for and cannot run'


def lines_of(log, worker):
    """The log's lines about a worker, but those of its console, parsed.

    A worker that does not start has {"event": "invocation", "outcome": "startup"}.
    """
    found = []
    for line in log.split("\n"):
        if f'"{worker}"' not in line:
            continue
        if _REFUSED.format(worker) in line:
            found.append({"event": "invocation", "worker": worker, "outcome": "startup"})
        elif line.startswith("{"):
            try:
                parsed = json.loads(line)
            except ValueError:
                continue  # not all of it is there yet
            if parsed.get("worker") == worker and parsed.get("event") != "console":
                found.append(parsed)
    return found


def outcome_of(lines):
    """The outcome of the invocation that these lines are about; None when none says."""
    for line in lines:
        if line.get("event") == "invocation":
            return line["outcome"]
    return None


def parked_in(log):
    """The workers of which a thread was parked: told when that is done, after the answer."""
    return {line["worker"] for line in map(_parse, log.split("\n")) if line.get("event") == "parked"}


def _parse(line):
    try:
        return json.loads(line) if line.startswith('{"event":"parked"') else {}
    except ValueError:
        return {}


def how_ended(lines):
    """What ended the invocation that these lines of the log are about, as far as they tell yet."""
    if not lines:
        return KILL
    if any(line.get("event") == "parked" for line in lines):
        return PARK
    if any(line.get("outcome") in _LIMITS for line in lines):
        return TERMINATE
    return ITSELF
