"""jose: tokens signed, verified against a JWKS, sealed; a secret from .dev.vars."""


def ask(test, server):
    tokens = test.answers(200, "POST", "/login", {"user": "bela"}).json()

    def whoami(status, scheme, token):
        return test.answers(status, "GET", "/whoami", authorization=f"{scheme} {token}").json()

    me = whoami(200, "Bearer", tokens["id"])
    test.assertEqual((me["sub"], me["aud"], me["alg"]), ("bela", "shop", "ES256"))
    test.assertEqual(me["iss"], "https://identity.example")
    test.assertEqual(me["exp"] - me["iat"], 60)
    test.assertEqual(whoami(200, "Session", tokens["session"]), {"user": "bela"})
    test.assertEqual(whoami(200, "Sealed", tokens["sealed"]), {"user": "bela"})
    head, body, signature = tokens["id"].split(".")
    forged = f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    test.assertEqual(whoami(401, "Bearer", forged),
                     {"code": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"})
    test.assertEqual(whoami(401, "Bearer", tokens["session"])["code"], "ERR_JOSE_NOT_SUPPORTED")
    test.assertEqual(whoami(401, "Session", "nonsense")["code"], "ERR_JWS_INVALID")
    old = test.answers(200, "POST", "/login", {"user": "bela", "ttl": -60}).json()["id"]
    test.assertEqual(whoami(401, "Bearer", old)["code"], "ERR_JWT_EXPIRED")
    keys = test.answers(200, "GET", "/.well-known/jwks.json").json()["keys"]
    test.assertEqual([(key["kty"], key["crv"], "d" in key) for key in keys], [("EC", "P-256", False)])
    test.assertEqual(set(test.answers(200, "GET", "/algorithms").json().values()), {True})
