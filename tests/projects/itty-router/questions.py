"""itty-router in plain JavaScript, with a wrangler.toml."""


def ask(test, server):
    test.assertEqual(test.answers(200, "GET", "/").json(), "todo in production")
    test.assertEqual(test.answers(200, "GET", "/todos").json(), [])
    test.assertEqual(test.answers(401, "POST", "/todos", {"title": "rest"}).json(),
                     {"status": 401, "error": "who are you?"})
    made = test.answers(201, "POST", "/todos", {"title": "rest"}, x_user="bela")
    test.assertEqual(made.json(), {"id": "1", "by": "bela", "title": "rest"})
    test.assertEqual(made.headers["access-control-allow-origin"], "*")
    test.assertEqual(test.answers(200, "GET", "/todos/1").json()["title"], "rest")
    test.assertEqual(test.answers(404, "GET", "/todos/2").json()["error"], "no todo 2")
    test.answers(204, "DELETE", "/todos/1", x_user="bela")
    test.assertEqual(test.answers(200, "GET", "/files/a/b%20c.txt").json(), {"path": "a/b%20c.txt"})
    test.assertEqual(test.answers(200, "GET", "/search?q=a%20b&t=1&t=2").json(),
                     {"q": "a b", "t": ["1", "2"]})
    test.assertEqual(test.answers(500, "GET", "/throw").json()["error"], "nothing to do")
    test.answers(404, "GET", "/nowhere")
    test.answers(204, "OPTIONS", "/todos")
    test.answers(200, "GET", "/later")
    server.wait_for_output("done later")
