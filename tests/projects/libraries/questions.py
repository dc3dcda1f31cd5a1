"""Libraries that workers often have: signatures, hashes, XML, ZIP, YAML, HTML, CSV, identifiers."""


def ask(test, server):
    def of(name):
        return test.answers(200, "GET", f"/{name}").json()

    test.assertRegex(of("aws"), "^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/"
                                "aws4_request, SignedHeaders=content-type;host;x-amz-date, "
                                "Signature=[0-9a-f]{64}$")
    test.assertEqual(of("bcrypt"), [True, False, "$2b$04$"])
    test.assertEqual(of("xml"), [{"a": {"@_b": "1", "c": ["x & y", 2]}}, "<a><b>&lt;</b><b>2</b></a>"])
    test.assertEqual(of("zip"), [True, 4000])
    test.assertEqual(of("yaml"), [{"a": [1, "two"], "b": [{"c": None}]}, "x:\n  - 1\n  - '2'\n"])
    test.assertEqual(of("html"), [2, '<li class="x">&lt;b&gt;</li>'])
    test.assertEqual(of("csv"), [{"n": "a, b", "v": 1}, 'n,v\r\n"x""",2'])
    test.assertEqual(of("ulid"), [1469918176385, 26])
