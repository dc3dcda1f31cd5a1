"""A worker from before modules: listeners, and bindings that are globals."""


def ask(test, server):
    test.answers(404, "GET", "/a")
    test.assertEqual(test.answers(202, "PUT", "/a", "a page").text, "kept for old.example")
    page = test.eventually(lambda: test.status_of("GET", "/a") == 200 and server.get("/a"))
    test.assertEqual(page.text, "a page")
    cron = "/cdn-cgi/local/scheduled?cron=0+0+1+1+*&time=1704067200000"
    test.assertEqual(server.get(cron, host="localhost").text, "ok")
    test.assertEqual(test.answers(200, "GET", "/visited").text, "1704067200000")
