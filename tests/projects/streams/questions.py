"""Web Streams: lines, JSON, gzip both ways, tee, FixedLengthStream."""

import gzip
import json

ROWS = "".join(f"ü{n},{n}\n" for n in range(5000)).encode()


def ask(test, server):
    lines = test.answers(200, "POST", "/ndjson", ROWS).text.splitlines()
    test.assertEqual([json.loads(line) for line in lines],
                     [{"name": f"ü{n}", "value": n} for n in range(5000)])
    packed = test.answers(200, "POST", "/gzip", ROWS).body
    test.assertEqual(gzip.decompress(packed), ROWS)
    test.assertEqual(test.answers(200, "POST", "/gunzip", packed).body, ROWS)
    test.assertEqual(test.answers(200, "POST", "/both", ROWS).json(),
                     {"sum": sum(range(5000)), "first": "ü0,0"})
    same = test.answers(200, "POST", "/identity", ROWS)
    test.assertEqual((same.headers["content-length"], same.body), (str(len(ROWS)), ROWS))
    test.answers(400, "POST", "/ndjson")
