'use strict';

// Elliptic curve Diffie-Hellman, on octets and on KeyObjects.

const { Buffer } = require('buffer');
const {
  codes: {
    ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY,
    ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE,
  },
} = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { coded, encode, native, toOctets } = require('internal/atoll/crypto/util');
const { contentOf, KeyObject, toPrivate, toPublic } = require('internal/atoll/crypto/keys');

const NONE = new Uint8Array(0);
const SIZES = { __proto__: null, prime256v1: 32, secp224r1: 28, secp384r1: 48, secp521r1: 66 };
const UNCOMPRESSED = 4;

function publicFromPoint(curve, point) {
  const size = SIZES[curve];
  if (point.length !== 2 * size + 1 || point[0] !== UNCOMPRESSED) {
    throw new ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY();
  }
  try {
    return native.keyFromParts('ec', curve, false, point.slice(1, size + 1), point.slice(size + 1),
      NONE, NONE, NONE, NONE, NONE, NONE);
  } catch {
    throw new ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY();
  }
}

class ECDH {
  #curve;
  #key = undefined;

  constructor(curve) {
    validateString(curve, 'curve');
    if (SIZES[curve] === undefined) throw coded(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');
    this.#curve = curve;
  }

  #parts() {
    if (this.#key === undefined) {
      const error = new Error('Failed to get ECDH public key');
      error.code = 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY';
      throw error;
    }
    return native.keyParts(this.#key, true).map((part) => Buffer.from(part, 'latin1'));
  }

  generateKeys(encoding, format) {
    this.#key = native.generateKey('ec', 0, 0, this.#curve);
    return this.getPublicKey(encoding, format);
  }

  computeSecret(key, inputEncoding, outputEncoding) {
    const point = toOctets(key, 'otherPublicKey', inputEncoding);
    this.#parts();
    return encode(native.agree(this.#key, publicFromPoint(this.#curve, point)), outputEncoding);
  }

  getPrivateKey(encoding) {
    return encode(this.#parts()[2], encoding);
  }

  getPublicKey(encoding, format = 'uncompressed') {
    const [x, y] = this.#parts();
    const point = format === 'compressed'
      ? Buffer.concat([Buffer.of(2 + (y[y.length - 1] & 1)), x])
      : Buffer.concat([Buffer.of(UNCOMPRESSED), x, y]);
    return encode(point, encoding);
  }
}

function diffieHellman(options) {
  validateObject(options, 'options');
  const { privateKey, publicKey } = options;
  for (const [key, type] of [[privateKey, 'private'], [publicKey, 'public']]) {
    if (KeyObject.isInstance(key) && key.type === 'secret') {
      throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, type);
    }
  }
  return encode(native.agree(contentOf(toPrivate(privateKey)), contentOf(toPublic(publicKey))));
}

module.exports = {
  ECDH,
  createECDH: (curve) => new ECDH(curve),
  diffieHellman,
  getCurves: () => Object.keys(SIZES),
};
