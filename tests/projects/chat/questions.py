"""A chat over WebSockets, and hono's helper for them."""

import json

import websocket


def ask(test, server):
    test.answers(426, "GET", "/room")
    with websocket.Client(server, "/echo") as echo:
        echo.send_text("hé")
        test.assertEqual(echo.receive_text(), "echo: hé")
        echo.close(1000, "bye")
        test.assertEqual(echo.receive_close()[0], 1000)
    server.wait_for_output("echo is over")

    def hear(client):
        return json.loads(client.receive_text())

    with websocket.Client(server, "/room?name=ada") as ada:
        test.assertEqual(hear(ada), {"entered": "ada"})
        with websocket.Client(server, "/room?name=bela") as bela:
            test.assertEqual([hear(ada), hear(bela)], [{"entered": "bela"}] * 2)
            ada.send_text('{"say": "ahoy"}')
            test.assertEqual([hear(ada), hear(bela)], [{"from": "ada", "said": "ahoy"}] * 2)
            bela.send_text("{")
            test.assertEqual(bela.receive_close(), (1003, "expected JSON"))
            bela.close(1003)
        test.assertEqual(hear(ada), {"left": "bela"})
