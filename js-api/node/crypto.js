'use strict';

// node:crypto on BoringSSL, in parts.

const { ERR_INVALID_ARG_TYPE } = require('internal/errors').codes;
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { coded, native, toOctets } = require('internal/atoll/crypto/util');
const { crypto: webcrypto } = internalBinding('atoll');

function timingSafeEqual(a, b) {
  const both = [['buf1', a], ['buf2', b]];
  for (const [name, value] of both) {
    if (!isArrayBufferView(value) && !isAnyArrayBuffer(value)) {
      throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
    }
  }
  if (a.byteLength !== b.byteLength) {
    throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      'Input buffers must have the same byte length');
  }
  return native.timingSafeEqual(toOctets(a, 'buf1'), toOctets(b, 'buf2'));
}

const constants = Object.freeze({
  __proto__: null,
  POINT_CONVERSION_COMPRESSED: 2,
  POINT_CONVERSION_UNCOMPRESSED: 4,
  RSA_NO_PADDING: 3,
  RSA_PKCS1_OAEP_PADDING: 4,
  RSA_PKCS1_PADDING: 1,
  RSA_PKCS1_PSS_PADDING: 6,
  RSA_PSS_SALTLEN_AUTO: -2,
  RSA_PSS_SALTLEN_DIGEST: -1,
  RSA_PSS_SALTLEN_MAX_SIGN: -2,
});

// What there is none of says so when it is called.
function missing(name) {
  return function() {
    throw new Error(`crypto.${name}() is not supported.`);
  };
}

const { contentOf, octetsOfSecret, toPrivate, toPublic, ...keys } =
  require('internal/atoll/crypto/keys');

module.exports = {
  ...require('internal/atoll/crypto/cipher'),
  ...require('internal/atoll/crypto/ecdh'),
  ...require('internal/atoll/crypto/hash'),
  ...require('internal/atoll/crypto/kdf'),
  ...keys,
  ...require('internal/atoll/crypto/random'),
  ...require('internal/atoll/crypto/sign'),
  checkPrime: missing('checkPrime'),
  constants,
  createDiffieHellman: missing('createDiffieHellman'),
  generatePrime: missing('generatePrime'),
  getDiffieHellman: missing('getDiffieHellman'),
  getFips: () => 0,
  privateEncrypt: missing('privateEncrypt'),
  publicDecrypt: missing('publicDecrypt'),
  secureHeapUsed: () => undefined,
  setEngine: missing('setEngine'),
  setFips: missing('setFips'),
  subtle: webcrypto.subtle,
  timingSafeEqual,
  webcrypto,
};
