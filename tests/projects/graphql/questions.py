"""A GraphQL server: graphql-yoga on KV, with a subscription over server-sent events."""


def ask(test, server):
    def query(document, **variables):
        body = {"query": document, "variables": variables}
        return test.answers(200, "POST", "/graphql", body, accept="application/json").json()

    write = "mutation Write($id: ID!, $text: String!) { write(id: $id, text: $text) { id length } }"
    test.assertEqual(query(write, id="a", text="ebb"), {"data": {"write": {"id": "a", "length": 3}}})
    query(write, id="b", text="flow")
    test.assertEqual(query("{ notes { id text } none: note(id: \"z\") { id } }")["data"],
                     {"notes": [{"id": "a", "text": "ebb"}, {"id": "b", "text": "flow"}], "none": None})
    refused = query(write, id="c", text="x" * 101)["errors"][0]
    test.assertEqual((refused["message"], refused["extensions"]["code"]), ("too long", "TOO_LONG"))
    wrong = test.answers(200, "GET", "/graphql?query=%7Bnope%7D", accept="application/json").json()
    test.assertIn('Cannot query field "nope"', wrong["errors"][0]["message"])
    count = test.answers(200, "POST", "/graphql", {"query": "subscription { countdown(from: 2) }"},
                         accept="text/event-stream")
    test.assertIn("text/event-stream", count.headers["content-type"])
    numbers = [f'{{"data":{{"countdown":{n}}}}}' for n in (2, 1, 0)]
    test.assertEqual(test.events_of(count), numbers)
    page = test.answers(200, "GET", "/graphql", accept="text/html")
    test.assertIn("GraphiQL", page.text)
