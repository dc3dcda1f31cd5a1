"""OpenAPI with hono and zod: the document, and requests checked by it."""


def ask(test, server):
    test.answers(404, "GET", "/users/1")
    test.answers(422, "GET", "/users/me")
    user = {"name": "Béla", "email": "bela@example.com", "age": 40}
    test.assertEqual(test.answers(200, "PUT", "/users/1", user).json(), {"id": "1", **user})
    test.assertEqual(test.answers(200, "GET", "/users/1").json(), {"id": "1", **user})
    refused = test.answers(422, "PUT", "/users/1", {"name": "Béla", "email": "nowhere", "age": -1})
    test.assertEqual(set(refused.json()["error"]["properties"]), {"email", "age"})
    document = test.answers(200, "GET", "/doc").json()
    test.assertEqual(list(document["paths"]), ["/users/{id}"])
    test.assertEqual(document["components"]["schemas"]["User"]["required"], ["id", "name", "email"])
