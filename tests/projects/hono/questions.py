"""hono with TypeScript: middleware, validation by zod, JSON, signed cookies, errors."""

import json


def ask(test, server):
    home = test.answers(200, "GET", "/")
    test.assertEqual(home.text, "The Tide Table is open")
    test.assertEqual(home.headers["x-frame-options"], "SAMEORIGIN")
    test.assertRegex(home.headers["x-request-id"], r"^[0-9a-f-]{36}$")
    books(test, server)
    session(test, server)
    errors(test, server)


def books(test, server):
    book = {"title": " Tides ", "year": 1898, "tags": ["sea"]}
    made = test.answers(201, "POST", "/api/books", book, origin="https://shop.example")
    test.assertEqual(made.json(), {"id": "1", "title": "Tides", "year": 1898, "tags": ["sea"]})
    test.assertEqual(made.headers["location"], "/api/books/1")
    test.assertEqual(made.headers["access-control-allow-origin"], "https://shop.example")
    test.assertEqual(test.answers(200, "GET", "/api/books?tag=land").json(), {"books": []})
    one = test.answers(200, "GET", "/api/books/1")
    test.answers(304, "GET", "/api/books/1", if_none_match=one.headers["etag"])
    refused = test.answers(400, "POST", "/api/books", {"title": "", "year": 1})
    issues = json.loads(refused.json()["error"]["message"])
    test.assertEqual([issue["path"] for issue in issues], [["title"], ["year"]])
    test.answers(400, "POST", "/api/books", "{", content_type="application/json")
    test.answers(400, "GET", "/api/books?limit=many")
    preflight = test.answers(204, "OPTIONS", "/api/books", origin="https://shop.example",
                             access_control_request_method="DELETE")
    test.assertIn("DELETE", preflight.headers["access-control-allow-methods"])
    test.answers(204, "DELETE", "/api/books/1")
    test.answers(404, "GET", "/api/books/1")


def session(test, server):
    form = "application/x-www-form-urlencoded"
    entered = test.answers(200, "POST", "/session", "name=B%C3%A9la", content_type=form)
    test.assertEqual(entered.text, "hello, Béla")
    cookie = entered.headers["set-cookie"]
    test.assertIn("HttpOnly; SameSite=Lax", cookie)
    name = cookie.split(";")[0]
    test.assertEqual(test.answers(200, "GET", "/session", cookie=name).text, "still Béla")
    test.answers(401, "GET", "/session", cookie=name.replace("name=B", "name=C"))
    gone = test.answers(204, "DELETE", "/session", cookie=name)
    test.assertIn("Max-Age=0", gone.headers["set-cookie"])


def errors(test, server):
    test.answers(401, "GET", "/admin/whoami")
    test.answers(401, "GET", "/admin/whoami", authorization="Bearer let-me-out")
    admin = test.answers(200, "GET", "/admin/whoami", authorization="Bearer let-me-in").json()
    test.assertTrue(admin["admin"])
    test.assertEqual(test.answers(301, "GET", "/old").headers["location"], "/api/books")
    test.assertEqual(test.answers(418, "GET", "/teapot").text, "I am a teapot")
    test.assertEqual(test.answers(500, "GET", "/broken").json(), {"error": "the shelf fell over"})
    test.assertEqual(test.answers(404, "GET", "/no").json(), {"error": "not found", "path": "/no"})
    server.wait_for_output("the shelf fell over")
    server.wait_for_match(r"--> GET /teapot.*418")  # of hono's logger
