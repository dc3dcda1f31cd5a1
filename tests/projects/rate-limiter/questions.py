"""A rate limiter on KV, and responses kept by the Cache API."""


def ask(test, server):
    for used in (1, 2, 3):
        answer = test.answers(200, "GET", "/", x_api_key="a")
        test.assertEqual(answer.json(), {"used": used})
        test.assertEqual(answer.headers["x-ratelimit-remaining"], str(3 - used))
    refused = test.answers(429, "GET", "/", x_api_key="a")
    test.assertTrue(0 < int(refused.headers["retry-after"]) <= 60)
    test.answers(200, "GET", "/", x_api_key="b")

    first = test.answers(200, "GET", "/report")
    test.assertEqual(first.headers["x-cache"], "miss")

    def kept():
        again = test.answers(200, "GET", "/report")
        return again if again.headers["x-cache"] == "hit" else None

    hit = test.eventually(kept)
    test.assertEqual(hit.json(), test.answers(200, "GET", "/report").json())
    test.assertEqual(test.answers(200, "DELETE", "/report").json(), {"deleted": True})
    test.assertEqual(test.answers(200, "DELETE", "/report").json(), {"deleted": False})
    test.assertEqual(test.answers(200, "GET", "/report?x").headers["x-cache"], "miss")
