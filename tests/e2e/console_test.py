#!/usr/bin/env python3
"""What console.* writes: the text of every kind of value, and the lines of the server's log."""

import re
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

# Statement -> what it writes. "~" at an end stands for anything.
VALUES = {
    "1, -0, 2n, true, null, undefined, 'text', Symbol('s')": (
        "1 -0 2n true null undefined text Symbol(s)"
    ),
    "['text', \"it's\", 'a\\nb']": "[ 'text', \"it's\", 'a\\nb' ]",
    "{ a: 1, 'b-c': [1, , 3], [Symbol('s')]: {} }": (
        "{ a: 1, 'b-c': [ 1, <1 empty item>, 3 ], [Symbol(s)]: {} }"
    ),
    "{ a: { b: { c: { d: 1 } } } }": "{ a: { b: { c: [Object] } } }",
    "Object.create(null), new (class A { x = 1; #y = 2 })": (
        "[Object: null prototype] {} A { x: 1 }"
    ),
    "(() => { const a = { b: {} }; a.b.a = a; return a })()": (
        "<ref *1> { b: { a: [Circular *1] } }"
    ),
    "new Map([['a', { b: 1 }]]), new Set([1, 'x'])": "Map(1) { 'a' => { b: 1 } } Set(2) { 1, 'x' }",
    "new Map([[1, 2]]).keys(), new WeakMap(), new Set([3]).values()": (
        "[Map Iterator] { 1 } WeakMap { <items unknown> } [Set Iterator] { 3 }"
    ),
    "function f() {}, () => 1, class B extends Array {}, async function g() {}": (
        "[Function: f] [Function (anonymous)] [class B extends Array] [AsyncFunction: g]"
    ),
    "new Date(0), /a\\/b/gi, new Date(NaN)": "1970-01-01T00:00:00.000Z /a\\/b/gi Invalid Date",
    "new Uint8Array([1, 2]), new ArrayBuffer(2)": (
        "Uint8Array(2) [ 1, 2 ] ArrayBuffer { [Uint8Contents]: <00 00>, byteLength: 2 }"
    ),
    "Promise.resolve(4), new Promise(() => {})": "Promise { 4 } Promise { <pending> }",
    "new Proxy({ a: 1 }, { get() { throw 1 } })": "{ a: 1 }",
    "{ get a() { throw 1 }, set b(x) {}, get c() { return 1 }, set c(x) {} }": (
        "{ a: [Getter], b: [Setter], c: [Getter/Setter] }"
    ),
    "Object(1), Object('s'), Object(Symbol('t'))": "[Number: 1] [String: 's'] [Symbol: Symbol(t)]",
    "Array.from({ length: 110 }, (_, i) => i % 10)": (
        "[\n" + "  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1,\n  2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3,\n~"
        "  ... 10 more items\n]"
    ),
    "'x'.repeat(70000)": "xxx~... 4464 more characters",
    "[{ id: 1, name: 'a'.repeat(40) }, { id: 2, name: 'b'.repeat(40) }]": (
        "[\n  { id: 1, name: '" + "a" * 40 + "' },\n  { id: 2, name: '" + "b" * 40 + "' }\n]"
    ),
    "{ [Symbol.for('nodejs.util.inspect.custom')]() { return 'in my own words' } }": (
        "in my own words"
    ),
    # Errors: the stack, then the cause and what else they have.
    "new TypeError('outer', { cause: new Error('inner') })": (
        "TypeError: outer\n    at ~w.js:~ {\n  [cause]: Error: inner\n      at ~\n}"
    ),
    "Object.assign(new (class MyError extends Error {})('m'), { code: 5 })": (
        "MyError: m\n    at ~ {\n  code: 5\n}"
    ),
    "new AggregateError([1, 2], 'all')": "AggregateError: all\n    at ~ {\n  [errors]: [ 1, 2 ]\n}",
    "new DOMException('stopped', 'AbortError')": "AbortError: stopped\n    at ~w.js:~",
    # What the platform has.
    "new Blob(['abc'], { type: 'a/b' })": "Blob { size: 3, type: 'a/b' }",
    "new File(['abc'], 'n', { lastModified: 5 })": (
        "File { size: 3, type: '', name: 'n', lastModified: 5 }"
    ),
    "new Headers({ b: '1', a: '2' })": "Headers { a: '2', b: '1' }",
}

FORMATS = {
    "'%s and %s', 'a', { b: 1 }, 'rest', 5": "a and { b: 1 } rest 5",
    "'%d %i %f', '42.5', '42.5', '1.5x'": "42.5 42 1.5",
    "'%d %i', {}, Symbol('s')": "NaN NaN",
    "'%o %O', { a: 1 }, [1]": "{ a: 1 } [ 1 ]",
    "'%cred%c plain', 'color: red', ''": "red plain",
    "'100%% %x %s %s', 1": "100% %x 1 %s",
    "'100%%'": "100%%",
    "'%s', { toString() { return 'its own words' } }": "its own words",
    "{ a: 1 }, '%s', 2": "{ a: 1 } %s 2",
    "": "",
}

METHODS = {
    "console.group('G'); console.log('in\\nside'); console.groupEnd(); console.log('out')": (
        "G\n  in\n  side\nout"
    ),
    "console.count(); console.count('a'); console.count(); console.countReset(); console.count()": (
        "default: 1\na: 1\ndefault: 2\ndefault: 1"
    ),
    "console.countReset('nothing')": "Count for 'nothing' does not exist",
    "console.assert(true, 'no'); console.assert(false); console.assert(0, 'want %d', 5)": (
        "Assertion failed\nAssertion failed: want 5"
    ),
    "console.dir({ a: { b: {} } }, { depth: 0 })": "{ a: [Object] }",
    "console.time('t'); console.timeLog('t', 'x'); console.timeEnd('t'); console.timeEnd('t')": (
        "t: ~ms x\nt: ~ms\nTimer 't' does not exist"
    ),
    "(function here() { console.trace('T %d', 1) })()": "Trace: T 1\n    at here ~w.js:~",
    "console.table([{ a: 1, b: 'x' }, { a: 2 }])": (
        "┌─────────┬───┬─────┐\n"
        "│ (index) │ a │ b   │\n"
        "├─────────┼───┼─────┤\n"
        "│ 0       │ 1 │ 'x' │\n"
        "│ 1       │ 2 │     │\n"
        "└─────────┴───┴─────┘"
    ),
    "console.table([[1, 2]], ['1'])": (
        "┌─────────┬───┐\n"
        "│ (index) │ 1 │\n"
        "├─────────┼───┤\n"
        "│ 0       │ 2 │\n"
        "└─────────┴───┘"
    ),
    "console.table(5)": "5",
}


def statements():
    calls = {f"console.log({values})": text for values, text in (VALUES | FORMATS).items()}
    return list((calls | METHODS).items())


def worker():
    cases = "\n".join(
        f'    case "/{number}":\n      {statement};\n      break;'
        for number, (statement, _) in enumerate(statements())
    )
    return f"""\
export default {{
  fetch(request) {{
    const {{ pathname }} = new URL(request.url);
    console.log(`<begin ${{pathname}}>`);
    switch (pathname) {{
    case "/levels":
      console.debug("d");
      console.info("i");
      console.log("l");
      console.warn("w");
      console.error("e\\n\\u001b[31mred");
      break;
{cases}
    }}
    console.log(`<end ${{pathname}}>`);
    return new Response("fine");
  }},
}};
"""


def matches(text, pattern):
    return re.fullmatch(".*".join(map(re.escape, pattern.split("~"))), text, re.DOTALL)


class Output(unittest.TestCase):
    def setUp(self):
        project = atoll.project({"src/w.js": worker()})
        self.folder = project.__enter__()
        self.addCleanup(project.__exit__, None, None, None)

    def test_dev_writes_the_text(self):
        with atoll.Server("dev", f"{self.folder}/src/w.js", "--log-level", "debug") as server:
            for number, (statement, expected) in enumerate(statements()):
                server.get(f"/{number}")
                server.wait_for_output(f"<end /{number}>")
                written = server.output().split(f"<begin /{number}>\n")[1]
                text = written.split(f"<end /{number}>")[0].removesuffix("\n")
                with self.subTest(statement):
                    self.assertTrue(matches(text, expected), f"\nfound:\n{text}\nnot:\n{expected}")
            # Stacks do not show the runtime's own functions.
            self.assertNotIn("atoll:js-api", server.output())

    def test_dev_leaves_out_lower_levels(self):
        with atoll.Server("dev", f"{self.folder}/src/w.js", "--log-level", "warn") as server:
            server.get("/levels")
            server.wait_for_output("red")
            self.assertIn("\nw\ne\n", server.output())
            self.assertNotIn("<begin", server.output())

    def test_serve_writes_a_line_for_each_entry(self):
        with atoll.Server("serve", f"{self.folder}/src/w.js") as server:
            server.get("/levels")
            server.wait_for_output("<end /levels>")
            lines = re.findall(
                r"^console worker=(\S+) request=(\S+) level=(\w+) text=(.*)$",
                server.output(),
                re.MULTILINE,
            )
        self.assertEqual({name for name, *_ in lines}, {"w"})
        self.assertEqual(len({request for _, request, *_ in lines}), 1)
        self.assertEqual(
            [line[2:] for line in lines[1:-1]],
            [
                ("debug", '"d"'),
                ("info", '"i"'),
                ("log", '"l"'),
                ("warn", '"w"'),
                ("error", r'"e\n\x1b[31mred"'),
            ],
        )


if __name__ == "__main__":
    junit.main()
