"""Text and data modules, by wrangler's own rules and by the project's."""


def ask(test, server):
    home = test.answers(200, "GET", "/")
    test.assertEqual(home.text, "<!doctype html>\n<title>Tides</title>\n<h1>Hello</h1>\n")
    test.assertEqual(test.answers(200, "GET", "/about").text, "# About\n\nÉbb and flow.\n")
    test.assertIn("<path", test.answers(200, "GET", "/wave.svg").text)
    test.assertTrue(test.answers(200, "GET", "/pixel.gif").body.startswith(b"GIF89a\1\0\1\0\x80"))
    test.assertEqual(len(test.answers(200, "GET", "/schema").json()), 2)
    test.assertEqual(test.answers(200, "GET", "/seed").json(),
                     {"data": True, "octets": [0, 255, 128, 10, 13]})
