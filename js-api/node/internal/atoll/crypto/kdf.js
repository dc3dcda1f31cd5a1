'use strict';

// Keys from passwords and from other keys. Long ones are computed in pieces, so that a worker that
// asks for too much can be ended.

const { Buffer } = require('buffer');
const {
  codes: { ERR_INCOMPATIBLE_OPTION_PAIR, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateFunction, validateInteger, validateString, validateUint32 } =
  require('internal/validators');
const { coded, encode, later, native, toHash, toOctets } = require('internal/atoll/crypto/util');
const { octetsOfSecret } = require('internal/atoll/crypto/keys');

const MAX_LENGTH = 2 ** 31 - 1;
const ITERATIONS_AT_A_TIME = 5000;

function hmac(started, ...parts) {
  const state = started.slice();
  for (const part of parts) native.updateHash(state, part);
  return native.finishHash(state);
}

function bigEndian(number) {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}

function derivePbkdf2(password, salt, iterations, length, digest) {
  const started = native.startHmac(digest, password);
  const out = Buffer.alloc(length);
  for (let block = 1, at = 0; at < length; ++block) {
    const u = hmac(started, salt, bigEndian(block));
    const sum = u.slice();
    for (let left = iterations - 1; left > 0; left -= ITERATIONS_AT_A_TIME) {
      native.iteratePbkdf2(started, u, sum, Math.min(left, ITERATIONS_AT_A_TIME));
    }
    out.set(sum.subarray(0, length - at), at);
    at += sum.length;
  }
  return out;
}

function checkPbkdf2(password, salt, iterations, length, digest) {
  validateString(digest, 'digest');
  const secret = toOctets(password, 'password').slice();
  const salted = toOctets(salt, 'salt').slice();
  validateInteger(iterations, 'iterations', 1, MAX_LENGTH);
  validateInteger(length, 'keylen', 0, MAX_LENGTH);
  return [secret, salted, iterations, length, toHash(digest)];
}

function pbkdf2Sync(password, salt, iterations, length, digest) {
  return derivePbkdf2(...checkPbkdf2(password, salt, iterations, length, digest));
}

function pbkdf2(password, salt, iterations, length, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  const args = checkPbkdf2(password, salt, iterations, length, digest);
  validateFunction(callback, 'callback');
  later(() => derivePbkdf2(...args), callback);
}

const SCRYPT = { N: 16384, r: 8, p: 1, maxmem: 32 << 20 };

// One of the two names that an option has.
function either(options, short, long) {
  if (options[short] !== undefined && options[long] !== undefined) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
  }
  const value = options[short] ?? options[long];
  if (value !== undefined) validateUint32(value, options[short] === undefined ? long : short);
  return value ?? SCRYPT[short];
}

function checkScrypt(password, salt, length, options) {
  const secret = toOctets(password, 'password').slice();
  const salted = toOctets(salt, 'salt').slice();
  validateInteger(length, 'keylen', 0, MAX_LENGTH);
  const given = options ?? {};
  const n = either(given, 'N', 'cost');
  const r = either(given, 'r', 'blockSize');
  const p = either(given, 'p', 'parallelization');
  const maxmem = given.maxmem ?? SCRYPT.maxmem;
  if (n < 2 || (n & (n - 1)) !== 0) {
    throw coded(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', 'Invalid scrypt params: N');
  }
  return [secret, salted, n, r, p, maxmem, length];
}

function deriveScrypt(args) {
  return encode(native.scrypt(...args));
}

function scryptSync(password, salt, length, options = undefined) {
  return deriveScrypt(checkScrypt(password, salt, length, options));
}

function scrypt(password, salt, length, options, callback = undefined) {
  if (callback === undefined) {
    callback = options;
    options = undefined;
  }
  const args = checkScrypt(password, salt, length, options);
  validateFunction(callback, 'callback');
  later(() => deriveScrypt(args), callback);
}

// RFC 5869.
function deriveHkdf(digest, key, salt, info, length) {
  const extracted = hmac(native.startHmac(digest, salt), key);
  const started = native.startHmac(digest, extracted);
  const out = new Uint8Array(length);
  let block = new Uint8Array(0);
  for (let at = 0, number = 1; at < length; ++number) {
    block = hmac(started, block, info, Uint8Array.of(number));
    out.set(block.subarray(0, length - at), at);
    at += block.length;
  }
  return out.buffer;
}

function checkHkdf(digest, key, salt, info, length) {
  validateString(digest, 'digest');
  const name = toHash(digest);
  const secret = octetsOfSecret(key, 'key').slice();
  const salted = toOctets(salt, 'salt').slice();
  const about = toOctets(info, 'info').slice();
  validateInteger(length, 'length', 0, MAX_LENGTH);
  if (about.length > 1024) {
    throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', about.length);
  }
  const size = native.finishHash(native.startHash(name)).length;
  if (length > 255 * size) {
    throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
  }
  return [name, secret, salted, about, length];
}

function hkdfSync(digest, key, salt, info, length) {
  return deriveHkdf(...checkHkdf(digest, key, salt, info, length));
}

function hkdf(digest, key, salt, info, length, callback) {
  const args = checkHkdf(digest, key, salt, info, length);
  validateFunction(callback, 'callback');
  later(() => deriveHkdf(...args), callback);
}

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
