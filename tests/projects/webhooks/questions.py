"""Webhooks whose HMAC is checked by Web Crypto, each accepted once."""

import hashlib
import hmac


def ask(test, server):
    body = b"Hello, World!"
    mac = hmac.new(b"It's a Secret to Everybody", body, "sha256").hexdigest()
    signed = {"x_hub_signature_256": f"sha256={mac}", "x_delivery": "7"}
    accepted = test.answers(202, "POST", "/", body, **signed)
    test.assertEqual(accepted.json(), {"sum": hashlib.sha1(body).hexdigest()})
    test.assertEqual(test.answers(200, "POST", "/", body, **signed).text, "Seen before")
    test.answers(401, "POST", "/", b"Hello, world!", **signed)
    test.answers(401, "POST", "/", body)
    test.answers(401, "POST", "/", body, x_hub_signature_256="sha256=zz")
    test.assertEqual(test.answers(200, "GET", "/").json(), ["7"])
