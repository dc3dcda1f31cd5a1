"""A WebAssembly module that is imported."""

import zlib


def ask(test, server):
    for body in (b"Wikipedia", b"", bytes(range(256)) * 1000):
        told = test.answers(200, "POST", "/", body).json()
        test.assertEqual(told["adler32"], f"{zlib.adler32(body):08x}")
    test.assertEqual((told["module"], told["exports"]), (True, ["memory", "adler32"]))
