"""How an invocation of a hostile worker ended, by the server's log and what the client saw."""

import json

# By what an invocation ends that its worker did not end.
ITSELF, TERMINATE, PARK, KILL = "itself", "terminate", "park", "kill"
# The outcomes that limits make.
_LIMITS = {"exceededCpu", "exceededMemory", "exceededWallTime"}


def lines_of(log, worker):
    """The log's JSON lines about a worker, `console` lines left out."""
    found = []
    for line in log.split("\n"):
        if f'"{worker}"' not in line or not line.startswith("{"):
            continue
        try:
            parsed = json.loads(line)
        except ValueError:
            continue
        if parsed.get("worker") == worker and parsed.get("event") != "console":
            found.append(parsed)
    return found


def how_ended(lines, answered):
    """What ended an invocation.

    lines: those of the log about it, of any event
    answered: whether the client had a status
    """
    if any(line.get("ended") == "parked" or line.get("parked") for line in lines):
        return PARK
    if any(line.get("outcome") in _LIMITS for line in lines):
        return TERMINATE
    if not lines and not answered:
        return KILL
    return ITSELF


def outcome_of(lines, status, log, worker):
    """The outcome of a worker's invocation; "startup" when it did not start; None: not told."""
    for line in lines:
        if line.get("event") == "invocation":
            return line["outcome"]
    if status == 500 and f"{worker}" in log:
        return "startup"
    return None
