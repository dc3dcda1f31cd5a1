"""lodash, nanoid, uuid and zod; alias, define and tsconfig's paths."""


def ask(test, server):
    test.assertEqual(test.answers(200, "GET", "/").json(),
                     {"build": "2025.10", "debug": False, "now": "noon"})
    ids = test.answers(200, "GET", "/ids").json()
    test.assertEqual((ids["versions"], ids["valid"], ids["nano"]), ([4, 5, 7], True, 21))
    test.assertEqual(ids["named"], "7bf41eab-de0c-5568-b750-24024615fe09")
    lodash = test.answers(200, "GET", "/lodash").json()
    test.assertEqual(lodash, {
        "called": 1, "camel": "fooBarBaz", "chunks": [[1, 2], [3]],
        "groups": {"4": [4.2], "6": [6.1, 6.3]}, "merged": {"a": {"b": 1, "c": 2}}})
    test.assertIn("EvalError", test.answers(500, "GET", "/template").text)
    square = {"kind": "square", "side": "3", "made": "2024-02-29T00:00:00Z"}
    test.assertEqual(test.answers(200, "POST", "/zod", square).json(), {**square, "side": 3})
    refused = test.answers(400, "POST", "/zod", {"kind": "circle", "radius": -1}).json()
    test.assertEqual(list(refused["fieldErrors"]), ["radius"])
    test.answers(400, "POST", "/zod", {"kind": "cone"})
