"""Makes of a test one classic script that any runtime can run: harness, test and files in it."""

import base64
import json
import mimetypes
import posixpath
import re
from pathlib import Path

import stand_in

_HERE = Path(__file__).resolve().parent
_STRING = re.compile(r"""(["'`])([^"'`\s\\]{1,200})\1""")
_FUNCTION = re.compile(r"^(?:async\s+)?function\s*\*?\s*(\w+)", re.MULTILINE)
_LITERAL = re.compile(r"""(['"`])((?:(?!\1)[^\\])*)\1""")
_IDL_OBJECTS = re.compile(r"add_objects\(\{(.*?)\}\);", re.DOTALL)
_STRICT = re.compile(r"""(?:\s|//[^\n]*\n|/\*.*?\*/)*(['"])use strict\1""", re.DOTALL)
_ALIASES = {"/resources/WebIDLParser.js": "/resources/webidl2/lib/webidl2.js"}
ORIGIN = "https://wpt.example"
# Tests of what a browser's cache does; that of conditional requests wants none to be used.
_CACHED = re.compile(r"fetch/(http-cache/|api/request/request-cache-(?!default-conditional))")


class ScriptMaker:
    """Scripts for the tests below `root`. `server`: a StandIn, for the tests that need one."""

    def __init__(self, root, server=None):
        self.root = Path(root)
        self._server = server
        self._prelude = (_HERE / "prelude.js").read_text(encoding="utf-8")
        self._reporter = (_HERE / "reporter.js").read_text(encoding="utf-8")
        self._harness = self._read("/resources/testharness.js")

    def _read(self, path):
        return (self.root / path.lstrip("/")).read_text(encoding="utf-8")

    def _embed(self, path):
        """A file as the test's fetch() gives it: [media type, base64]."""
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        return [kind, base64.b64encode((self.root / path.lstrip("/")).read_bytes()).decode()]

    def _files(self, test, sources):
        """What the test may fetch: files that a string literal of its scripts names."""
        folder = "/" + posixpath.dirname(test.path)
        uses_idl = any(s.endswith("/idlharness.js") for s in test.scripts)
        files = {}
        for source in sources:
            for _, literal in _STRING.findall(source):
                names = [posixpath.normpath(posixpath.join(folder, literal.partition("?")[0]))]
                if uses_idl:
                    names.append(f"/interfaces/{literal}.idl")
                for name in names:
                    if name not in files and (self.root / name.lstrip("/")).is_file():
                        files[name] = self._embed(name)
        return files

    def _script_paths(self, test):
        folder = "/" + posixpath.dirname(test.path)
        paths = [posixpath.normpath(posixpath.join(folder, script)) for script in test.scripts]
        return [_ALIASES.get(path, path) for path in paths]

    def missing(self, test):
        """The scripts that the test wants and that are not there, as a line; "" when all are."""
        paths = self._script_paths(test)
        return ", ".join(p for p in paths if not (self.root / p.lstrip("/")).is_file())

    def make(self, test, seconds):
        """The script. It defines `runTest()`, which gives a promise of what reporter.js says after
        at most `seconds`. None of the test's scripts is missing."""
        is_served = self._server is not None and stand_in.serves(test)
        is_idl = any(s.endswith("/idlharness.js") for s in test.scripts)
        *helpers, body = [
            self._server.substitute(text) if is_served and ".sub." in path else text
            for path, text in ((path, self._read(path))
                               for path in [*self._script_paths(test), "/" + test.path])
        ]
        sources = [body, *(h for h in helpers if len(h) < 50_000)]
        files = {} if is_served and not is_idl else self._files(test, sources)
        origin = self._server.origin_of(test) if is_served else ORIGIN
        settings = {
            "href": f"{origin}/{test.path}{test.query}",
            "title": test.title,
            "isIdl": is_idl,
            "isServed": is_served and not is_idl,
            "usesCache": _CACHED.match(test.path) is not None,
            "millis": seconds * 1000,
            "files": files,
            "echoes": not is_served
            and any("/echo-content.py" in source for source in [body, *helpers]),
        }
        # The IDL harness evaluates these, and a runtime may refuse code from strings.
        objects = [o for t in _IDL_OBJECTS.findall(body) for _, o in _LITERAL.findall(t)]

        # What a script declares is a property of its global object, unless it is within another.
        def publish(*texts):
            names = dict.fromkeys(n for text in texts for n in _FUNCTION.findall(text))
            return [f'if (typeof {n} === "function") globalThis.{n} = {n};' for n in names]

        # A function of its own is strict for itself alone.
        if _STRICT.match(body):
            body = "\n".join(["(function () {", '"use strict";', *publish(body), body,
                              "}).call(globalThis);"])
            published = publish(*helpers)
        else:
            published = publish(*helpers, body)
        parts = [
            "async function runTest() {",
            f"const wptSettings = {json.dumps(settings)};",
            f"const wptObjects = {{{','.join(f'{json.dumps(o)}: () => ({o})' for o in objects)}}};",
            self._prelude,
            self._harness,
            self._reporter,
            *published,
            # Each is a script of its own: what it ends with does not go on in the next.
            *(f"{text}\n;" for text in [*helpers, body]),
            "return wptReport;",
            "}",
        ]
        return "\n".join(parts) + "\n"
