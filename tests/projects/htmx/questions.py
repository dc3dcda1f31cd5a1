"""htmx: fragments from hono's JSX and html, kept in KV."""

import re

FORM = {"content_type": "application/x-www-form-urlencoded"}


def ask(test, server):
    empty = test.answers(200, "GET", "/").text
    test.assertTrue(empty.startswith("<!DOCTYPE html><html>"))
    test.assertIn('<ul id="list"></ul>', empty)
    made = test.answers(201, "POST", "/todo", "title=buy+%3Cfish%3E+%26+chips", **FORM)
    test.assertEqual(made.headers["hx-trigger"], "todo-added")
    test.assertIn("buy &lt;fish&gt; &amp; chips", made.text)
    identifier = re.search(r'id="todo-([0-9a-f-]{36})"', made.text)[1]
    test.assertIn(made.text, test.answers(200, "GET", "/").text)
    test.answers(200, "DELETE", f"/todo/{identifier}")
    test.assertIn('<ul id="list"></ul>', test.answers(200, "GET", "/").text)
    refused = test.answers(422, "POST", "/todo", "title=", **FORM)
    test.assertEqual(refused.text, '<li class="error">A todo needs a title.</li>')
    clock = test.answers(200, "GET", "/clock").text
    test.assertEqual(clock.count("event: tick\ndata: <b>tick"), 3)
