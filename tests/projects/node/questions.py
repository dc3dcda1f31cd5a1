"""node: imports under nodejs_compat."""

import base64
import hashlib
import hmac


def ask(test, server):
    def gets(target, **headers):
        return test.answers(200, "GET", target, **headers).json()

    test.assertEqual(gets("/buffer?text=%C3%BC"), {"base64": "w7w", "hex": "fc", "number": 0x01020304})
    crypto = gets("/crypto?text=tide")
    test.assertEqual(crypto["sha256"], hashlib.sha256(b"tide").hexdigest())
    mac = hmac.new(b"key", b"tide", "sha1").digest()
    test.assertEqual(crypto["hmac"], base64.b64encode(mac).decode())
    derived = hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 1000, 16)
    test.assertEqual(crypto["derived"], derived.hex())
    test.assertEqual((crypto["random"], crypto["same"]), (16, True))
    test.assertEqual(gets("/events", x_id="42"), {"job": "paint", "id": "42"})
    test.assertEqual(gets("/path"), {"joined": "/b/c.txt", "name": "y", "posix": "/"})
    test.assertEqual(gets("/stream?text=ebb%20and%20flow"), "EBB AND FLOW")
    test.assertEqual(gets("/util?text=x"),
                     {"format": 'x is 42, {"a":1}', "shown": "Map(1) { 'k' => [ 1 ] }"})
    test.assertEqual(gets("/process"), {"env": "hello", "platform": "linux", "tick": 7})
    test.assertEqual(gets("/assert"), "holds")
