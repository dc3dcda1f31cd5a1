"""Server-sent events: resumed, and ended by a client that leaves."""


def ask(test, server):
    test.assertIn("EventSource", test.answers(200, "GET", "/").text)
    tides = test.answers(200, "GET", "/tides")
    test.assertEqual(tides.headers["content-type"], "text/event-stream")
    test.assertEqual(test.events_of(tides), ['{"height":2}', '{"height":4}', '{"height":6}'])
    resumed = test.answers(200, "GET", "/tides?count=1", last_event_id="3")
    test.assertIn("id: 4\n", resumed.text)
    with server.connect() as connection:
        connection.sendall(b"GET /tides?count=100000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        test.assertTrue(connection.recv(64).startswith(b"HTTP/1.1 200 "))
    server.wait_for_output("cancelled at some time")
