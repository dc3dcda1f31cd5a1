"""A URL shortener on KV: metadata, expirationTtl, list with prefix and cursor."""

ADMIN = {"authorization": "Bearer admin", "x_user": "bela"}


def ask(test, server):
    test.answers(401, "POST", "/api/links", {"url": "https://example.com/"})
    test.answers(400, "POST", "/api/links", {"url": "no url"}, **ADMIN)
    link = {"url": "https://example.com/a?b=c", "ttl": 3600}
    made = test.answers(201, "POST", "/api/links", link, **ADMIN).json()
    test.assertRegex(made["key"], "^[2-9a-z]{7}$")
    test.assertTrue(made["short"].endswith("/" + made["key"]))
    for target in ("", "?utm=x"):
        there = test.answers(302, "GET", f"/{made['key']}{target}")
        test.assertEqual(there.headers["location"], "https://example.com/a?b=c")
        test.assertEqual(there.headers["x-created-by"], "bela")
    test.answers(404, "GET", "/nothing")
    short = test.answers(400, "POST", "/api/links", {"url": "https://a.example/", "ttl": 5}, **ADMIN)
    test.assertIn("expiration_ttl", short.text)

    for n in range(3):
        test.answers(201, "POST", "/api/links", {"url": f"https://{n}.example/"}, **ADMIN)
    first = test.answers(200, "GET", "/api/links?limit=2", **ADMIN).json()
    test.assertEqual((len(first["keys"]), first["list_complete"]), (2, False))
    rest = test.answers(200, "GET", f"/api/links?cursor={first['cursor']}", **ADMIN).json()
    test.assertTrue(rest["list_complete"])
    keys = {key["name"]: key for key in first["keys"] + rest["keys"]}
    test.assertEqual(keys[made["key"]]["metadata"]["by"], "bela")
    test.assertIn("expiration", keys[made["key"]])
    hits = test.eventually(
        lambda: test.answers(200, "GET", "/api/links?prefix=hits:", **ADMIN).json()["keys"])
    test.assertEqual([hit["name"] for hit in hits], [f"hits:{made['key']}"])
    test.answers(204, "DELETE", f"/{made['key']}", **ADMIN)
    test.answers(404, "GET", f"/{made['key']}")
