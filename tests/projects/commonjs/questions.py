"""Packages that are CommonJS, and files of the project that are: chains of require()."""


def ask(test, server):
    test.assertEqual(test.answers(200, "GET", "/nested?a[b][]=1&a[b][]=2&c=%20").json(),
                     {"a": {"b": ["1", "2"]}, "c": " "})
    test.assertEqual(test.answers(200, "POST", "/stringify", {"a": [1, 2]}).text,
                     "a%5B%5D=1&a%5B%5D=2")
    test.assertEqual(
        test.answers(200, "GET", "/semver?v=2.0.0&v=1.10.0&v=1.9.3&range=^1.9.5").json(),
        {"sorted": ["1.9.3", "1.10.0", "2.0.0"], "fit": ["1.10.0"]})
    test.assertEqual(test.answers(200, "GET", "/type?of=a/b.html").text, "text/html; charset=utf-8")
    test.assertEqual(test.answers(200, "GET", "/type?of=b.unknown").text, "false")
    test.assertEqual(test.answers(200, "GET", "/now").text,
                     "{ path: '/now', day: 'Friday 2025-02-28', ago: '3 days ago' }")
