"""Reads the corpus: every FAMILY/NAME.js beside this file is a hostile worker.

A worker begins with comment lines, whole sentences first and then fields, up to an empty line:

    // Searches an array-like of 2^53 - 1 places for a number.
    // family: builtins
    // outcome: exceededCpu
    // limits: cpu_ms=50 memory_mb=128
    // needs: nodejs_compat

README.md says what the fields mean.
"""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# How an invocation may end (worker::OutcomeName), and a worker that does not start.
OUTCOMES = {"ok", "exception", "exceededCpu", "exceededMemory", "exceededWallTime",
            "responseStreamDisconnected", "startup"}
# What a worker gets that asks for nothing. What V8 cannot stop has until then to be parked.
LIMITS = {"cpu_ms": 50, "memory_mb": 128, "wall_ms": 60_000, "wait_until_ms": 10_000,
          "startup_cpu_ms": 200}
NEEDS = {
    "nodejs_compat": {"compatibility_flags": ["nodejs_compat"]},
    "kv": {"kv_namespaces": [{"binding": "KV", "id": "hostile"}]},
}
_FIELDS = ("family", "outcome", "limits", "needs")
_FIELD = re.compile(r"// (\w+):(?: (.*))?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class HeaderError(ValueError):
    """A worker's header is not as it must be."""

    def __init__(self, path, number, found, expected):
        super().__init__(f"{path}:{number}: found {found!r}; expected {expected}")


class Worker:
    """One file of the corpus."""

    def __init__(self, path, source):
        self.path = path
        self.source = source
        self.family = path.parent.name
        # As the first label of a Host.
        self.name = f"{self.family}-{path.stem}".replace("_", "-")
        self.sentence, fields = _header(path, source)
        self.outcomes = _outcomes(path, *fields["outcome"])
        self.limits = {**LIMITS, **_limits(path, *fields.get("limits", (0, "")))}
        self.needs = _needs(path, *fields.get("needs", (0, "")))
        number, family = fields["family"]
        if family != self.family:
            raise HeaderError(path, number, family, f"{self.family}, the name of its folder")

    def config(self):
        """Its wrangler.json."""
        config = {"name": self.name, "main": "index.js", "compatibility_date": "2026-01-01",
                  "limits": self.limits}
        for need in self.needs:
            config |= NEEDS[need]
        return json.dumps(config)

    def files(self):
        """{path below a folder of workers: text}"""
        return {f"{self.name}/index.js": self.source, f"{self.name}/wrangler.json": self.config()}


def _header(path, source):
    """(the sentence, {field: (line number, value)})"""
    sentences, fields = [], {}
    for number, line in enumerate(source.split("\n"), 1):
        if line == "":
            break
        field = _FIELD.fullmatch(line)
        if field and field[1] in _FIELDS:
            if field[1] in fields:
                raise HeaderError(path, number, line, f"one line of {field[1]!r}")
            if not field[2]:
                raise HeaderError(path, number, line, "a value")
            fields[field[1]] = (number, field[2])
        elif fields or not line.startswith("// "):
            raise HeaderError(path, number, line, "a field (" + ", ".join(
                f"'// {name}: ...'" for name in _FIELDS) + "), or an empty line after the last")
        else:
            sentences.append(line.removeprefix("// "))
    sentence = " ".join(sentences)
    if not sentence.endswith("."):
        raise HeaderError(path, 1, sentence, "a sentence that says what it does")
    for name in ("family", "outcome"):
        if name not in fields:
            raise HeaderError(path, number, "the end of the header", f"'// {name}: ...' before")
    return sentence, fields


def _outcomes(path, number, text):
    outcomes = text.split()
    for outcome in outcomes:
        if outcome not in OUTCOMES:
            raise HeaderError(path, number, outcome, "some of " + ", ".join(sorted(OUTCOMES)))
    return frozenset(outcomes)


def _limits(path, number, text):
    limits = {}
    for word in text.split():
        key, _, value = word.partition("=")
        if key not in LIMITS or not re.fullmatch(r"[1-9]\d*", value):
            raise HeaderError(path, number, word, "NAME=NUMBER with a name of " + ", ".join(LIMITS))
        limits[key] = int(value)
    return limits


def _needs(path, number, text):
    needs = text.split()
    for need in needs:
        if need not in NEEDS:
            raise HeaderError(path, number, need, "some of " + ", ".join(NEEDS))
    return needs


def read(folder=FOLDER):
    """The workers, in the order of their names. Raises HeaderError."""
    workers = []
    for path in sorted(folder.glob("*/*.js")):
        if not _NAME.fullmatch(path.stem):
            raise HeaderError(path, 1, path.stem, "a name of small letters, digits and '_'")
        workers.append(Worker(path, path.read_text(encoding="utf-8")))
    return workers
