import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createSign,
  createVerify,
  diffieHellman,
  generateKeyPair,
  generateKeyPairSync,
  KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from "node:crypto";
import { promisify } from "node:util";
import { assert, assertEquals, assertThrows } from "./assert.js";

const data = Buffer.from("The tide comes in.");
const ec = generateOnce(() => generateKeyPairSync("ec", { namedCurve: "P-256" }));
const rsa = generateOnce(() => generateKeyPairSync("rsa", { modulusLength: 1024 }));

// Keys are made inside a request.
function generateOnce(generate) {
  let pair;
  return () => (pair ??= generate());
}

export const tests = {
  "keys go out and come in": () => {
    for (const [pair, types] of [[rsa(), ["pkcs1", "pkcs8"]], [ec(), ["sec1", "pkcs8"]]]) {
      for (const type of types) {
        for (const format of ["pem", "der"]) {
          const key = pair.privateKey.export({ type, format });
          const back = createPrivateKey(format === "pem" ? key : { key, type, format });
          assert(back.equals(pair.privateKey), `${type} ${format}`);
        }
      }
      for (const format of ["pem", "der"]) {
        const key = pair.publicKey.export({ type: "spki", format });
        assert(createPublicKey(format === "pem" ? key : { key, type: "spki", format })
          .equals(pair.publicKey));
      }
      const jwk = pair.privateKey.export({ format: "jwk" });
      assert(createPrivateKey({ key: jwk, format: "jwk" }).equals(pair.privateKey));
      const open = pair.publicKey.export({ format: "jwk" });
      assert(createPublicKey({ key: open, format: "jwk" }).equals(pair.publicKey));
      assert(createPublicKey(pair.privateKey).equals(pair.publicKey));
    }
  },

  "keys tell what they are": async () => {
    assertEquals(rsa().publicKey.asymmetricKeyType, "rsa");
    assertEquals(rsa().publicKey.asymmetricKeyDetails.modulusLength, 1024);
    assertEquals(rsa().publicKey.asymmetricKeyDetails.publicExponent, 65537n);
    assertEquals(ec().privateKey.asymmetricKeyDetails, { namedCurve: "prime256v1" });
    const { publicKey } = await promisify(generateKeyPair)("ed25519");
    assertEquals([publicKey.type, publicKey.asymmetricKeyType], ["public", "ed25519"]);
    const secret = createSecretKey("abc", "utf8");
    assertEquals([secret.type, secret.symmetricKeySize], ["secret", 3]);
    assertEquals(secret.export().toString(), "abc");
    assert(secret instanceof KeyObject);
    assertThrows(() => new KeyObject("secret", Buffer.from("a")), TypeError);
  },

  "signatures": () => {
    const { privateKey, publicKey } = rsa();
    const pem = privateKey.export({ type: "pkcs1", format: "pem" });
    const signed = createSign("RSA-SHA256").update(data).sign(pem, "base64");
    assertEquals(createVerify("RSA-SHA256").update(data).verify(publicKey, signed, "base64"), true);
    assertEquals(createVerify("RSA-SHA256").update("x").verify(publicKey, signed, "base64"), false);
    const pss = { padding: 6, saltLength: 32 };
    assert(verify("sha256", data, { key: publicKey, ...pss },
      sign("sha256", data, { key: privateKey, ...pss })));
    const der = sign("sha384", data, ec().privateKey);
    assert(verify("sha384", data, ec().publicKey, der));
    assertEquals(verify("sha256", data, ec().publicKey, der), false);
    const raw = sign("sha256", data, { key: ec().privateKey, dsaEncoding: "ieee-p1363" });
    assertEquals(raw.length, 64);
    assert(verify("sha256", data, { key: ec().publicKey, dsaEncoding: "ieee-p1363" }, raw));
    assertEquals(verify("sha256", data, { key: ec().publicKey, dsaEncoding: "ieee-p1363" },
      raw.subarray(1)), false);
    const ed = generateKeyPairSync("ed25519");
    assert(verify(null, data, ed.publicKey, sign(null, data, ed.privateKey)));
  },

  "Ed25519 as RFC 8032 gives it": () => {  // section 7.1, test 2
    const d = Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex");
    const x = Buffer.from("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "hex");
    const jwk = { kty: "OKP", crv: "Ed25519", d: d.toString("base64url"), x: x.toString("base64url") };
    const key = createPrivateKey({ key: jwk, format: "jwk" });
    assertEquals(sign(null, Buffer.from([0x72]), key).toString("hex").slice(0, 32),
      "92a009a9f0d4cab8720e820b5f642540");
  },

  "RSA encryption": () => {
    const { privateKey, publicKey } = rsa();
    assertEquals(privateDecrypt(privateKey, publicEncrypt(publicKey, data)).toString(), `${data}`);
    const oaep = { oaepHash: "sha256", oaepLabel: Buffer.from("l") };
    const sealed = publicEncrypt({ key: publicKey, ...oaep }, data);
    assert(privateDecrypt({ key: privateKey, ...oaep }, sealed).equals(data));
    assertThrows(() => privateDecrypt(privateKey, sealed));
  },

  "shared secrets": () => {
    const a = createECDH("prime256v1");
    const b = createECDH("prime256v1");
    a.generateKeys();
    assert(a.computeSecret(b.generateKeys()).equals(b.computeSecret(a.getPublicKey())));
    assertThrows(() => a.computeSecret(Buffer.alloc(65)));
    const x = generateKeyPairSync("x25519");
    const y = generateKeyPairSync("x25519");
    assert(diffieHellman({ privateKey: x.privateKey, publicKey: y.publicKey })
      .equals(diffieHellman({ privateKey: y.privateKey, publicKey: x.publicKey })));
  },

  "what is no key is refused": () => {
    assertThrows(() => createPublicKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
    assertThrows(() => createPrivateKey("nothing"));
    assertThrows(() => createPrivateKey(ec().publicKey.export({ type: "spki", format: "pem" })));
    assertThrows(() => createPublicKey(5), TypeError);
    assertThrows(() => createPublicKey({ key: { kty: "EC", crv: "P-256", x: "AA", y: "AA" }, format: "jwk" }));
    assertThrows(() => sign("sha256", data, createSecretKey(data)), TypeError);
    assertThrows(() => generateKeyPairSync("rsa", { modulusLength: 1 << 20 }), RangeError);
  },
};
