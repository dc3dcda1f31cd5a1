'use strict';

// What the parts of node:crypto share.

const { Buffer } = require('buffer');
const host = internalBinding('atoll');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_DIGEST },
  hideStackFrames,
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

const native = host.lazyNative('native:node_crypto');

// Names of hashes as OpenSSL has them -> ours, beside those that are the same in lower case.
const ALIASES = {
  __proto__: null,
  'rsa-md5': 'md5',
  'rsa-sha1': 'sha1',
  'rsa-sha224': 'sha224',
  'rsa-sha256': 'sha256',
  'rsa-sha384': 'sha384',
  'rsa-sha512': 'sha512',
  'rsa-sha512/256': 'sha512-256',
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
  'sha2-256': 'sha256',
  'sha2-384': 'sha384',
  'sha2-512': 'sha512',
  'sha512/256': 'sha512-256',
  'ecdsa-with-sha1': 'sha1',
  'ecdsa-with-sha256': 'sha256',
  'ecdsa-with-sha384': 'sha384',
  'ecdsa-with-sha512': 'sha512',
};
const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256'];

/** Our name of a hash, or undefined. */
function findHash(name) {
  const lower = name.toLowerCase();
  if (HASHES.includes(lower)) return lower;
  return ALIASES[lower];
}

/** Our name of a hash; throws when there is none. */
function toHash(name) {
  const found = typeof name === 'string' ? findHash(name) : undefined;
  if (found === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(name);
  return found;
}

const EXPECTED = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

/** The octets of a string or of a buffer, which they may share. */
const toOctets = hideStackFrames((value, name, encoding = 'utf8') => {
  if (typeof value === 'string') {
    return Buffer.from(value, encoding === 'buffer' ? 'utf8' : encoding);
  }
  if (isArrayBufferView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  throw new ERR_INVALID_ARG_TYPE.HideStackFramesError(name, EXPECTED, value);
});

/** A Buffer over the same octets, or their text. */
function encode(octets, encoding) {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  return encoding === undefined || encoding === null || encoding === 'buffer'
    ? buffer
    : buffer.toString(encoding);
}

/** An error as Node's C++ throws them. */
function coded(ErrorClass, code, message, reason = undefined) {
  const error = new ErrorClass(message);
  error.code = code;
  if (reason !== undefined) error.reason = reason;
  return error;
}

/** Calls `callback` with what `compute` returns, or throws, after the caller has returned. */
function later(compute, callback) {
  process.nextTick(() => {
    let result;
    try {
      result = compute();
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, result);
  });
}

module.exports = { HASHES, coded, encode, findHash, later, native, toHash, toOctets };
