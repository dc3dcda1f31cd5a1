"""Environments and .dev.vars: a namespace, variables and secrets for each."""


def ask(test, server):
    here = test.answers(200, "PUT", "/", "green").json()
    test.assertEqual(here, {
        "STAGE": "at my desk", "ORIGIN": "http://localhost:3000", "API_KEY": "key-of-development",
        "FLAGS": {"beta": True, "limits": [1, 2]}, "colour": "green"})
    with test.project("environments", "--env", "staging"):
        there = test.answers(200, "GET", "/").json()
        test.assertEqual(there, {
            "STAGE": "staging", "ORIGIN": "https://staging.example",
            "API_KEY": 'key of "staging"', "FLAGS": {"beta": True, "limits": []}, "colour": None})
    with test.project("environments", "-e", "production"):
        live = test.answers(200, "GET", "/").json()
        test.assertEqual((live["ORIGIN"], live["FLAGS"]),
                         ("https://where.example", {"beta": False, "limits": [10]}))
