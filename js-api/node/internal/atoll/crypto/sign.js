'use strict';

const { ObjectSetPrototypeOf, ReflectApply } = primordials;
const { Buffer } = require('buffer');
const { Writable } = require('stream');
const { codes: { ERR_CRYPTO_SIGN_KEY_REQUIRED, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateFunction, validateOneOf, validateString } = require('internal/validators');
const { encode, later, native, toHash, toOctets } = require('internal/atoll/crypto/util');
const { contentOf, toPrivate, toPublic } = require('internal/atoll/crypto/keys');

const RSA_PKCS1_PADDING = 1;
const RSA_PKCS1_PSS_PADDING = 6;
// The longest salt for signing, whatever length there is for verifying.
const RSA_PSS_SALTLEN_AUTO = -2;
const NONE = new Uint8Array(0);

function optionsOf(key) {
  const given = typeof key === 'object' && key !== null ? key : {};
  const padding = given.padding ?? RSA_PKCS1_PADDING;
  validateOneOf(padding, 'padding', [RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING]);
  const encoding = given.dsaEncoding ?? 'der';
  validateOneOf(encoding, 'dsaEncoding', ['der', 'ieee-p1363']);
  const isPss = padding === RSA_PKCS1_PSS_PADDING;
  const salt = given.saltLength ?? RSA_PSS_SALTLEN_AUTO;
  return { isPss, salt, isRaw: encoding === 'ieee-p1363' };
}

function signWith(hash, data, key) {
  if (!key) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const { isPss, salt, isRaw } = optionsOf(key);
  return native.sign(contentOf(toPrivate(key)), hash, isPss, salt, isRaw, data);
}

function verifyWith(hash, data, key, signature) {
  const { isPss, salt, isRaw } = optionsOf(key);
  return native.verify(contentOf(toPublic(key)), hash, isPss, salt, isRaw, data, signature);
}

// Object -> what it has read, and the hash.
const states = new WeakMap();

function define(name) {
  function Signer(algorithm, options) {
    if (!new.target) return new Signer(algorithm, options);
    validateString(algorithm, 'algorithm');
    let hash;
    try {
      hash = toHash(algorithm);
    } catch {
      const error = new Error(`Invalid digest: ${algorithm}`);
      error.code = 'ERR_CRYPTO_INVALID_DIGEST';
      throw error;
    }
    ReflectApply(Writable, this, [options]);
    states.set(this, { hash, chunks: [] });
    return undefined;
  }
  Object.defineProperty(Signer, 'name', { __proto__: null, value: name, configurable: true });
  ObjectSetPrototypeOf(Signer.prototype, Writable.prototype);
  ObjectSetPrototypeOf(Signer, Writable);

  Signer.prototype._write = function(chunk, encoding, done) {
    this.update(chunk, encoding);
    done();
  };

  Signer.prototype.update = function update(data, encoding) {
    states.get(this).chunks.push(toOctets(data, 'data', encoding).slice());
    return this;
  };

  return Signer;
}

function take(signer) {
  const { hash, chunks } = states.get(signer);
  return [hash, Buffer.concat(chunks)];
}

const Sign = define('Sign');
Sign.prototype.sign = function sign(key, encoding) {
  const [hash, data] = take(this);
  return encode(signWith(hash, data, key), encoding);
};

const Verify = define('Verify');
Verify.prototype.verify = function verify(key, signature, encoding) {
  const [hash, data] = take(this);
  return verifyWith(hash, data, key, toOctets(signature, 'signature', encoding));
};

function toHashOrNone(algorithm) {
  if (algorithm === null || algorithm === undefined) return '';
  validateString(algorithm, 'algorithm');
  return toHash(algorithm);
}

function sign(algorithm, data, key, callback = undefined) {
  const hash = toHashOrNone(algorithm);
  const octets = toOctets(data, 'data');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const compute = () => encode(signWith(hash, octets, key));
  if (callback === undefined) return compute();
  later(compute, callback);
  return undefined;
}

function verify(algorithm, data, key, signature, callback = undefined) {
  const hash = toHashOrNone(algorithm);
  const octets = toOctets(data, 'data');
  const signed = toOctets(signature, 'signature');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const compute = () => verifyWith(hash, octets, key, signed);
  if (callback === undefined) return compute();
  later(compute, callback);
  return undefined;
}

const RSA_OAEP = 4;

function crypt(run, toKey, key, data) {
  const given = typeof key === 'object' && key !== null ? key : {};
  const padding = given.padding ?? RSA_OAEP;
  if (padding !== RSA_PKCS1_PADDING && padding !== RSA_OAEP) {
    throw new ERR_INVALID_ARG_VALUE('padding', padding,
      'is not supported: RSA_PKCS1_PADDING and RSA_PKCS1_OAEP_PADDING are');
  }
  const label = given.oaepLabel === undefined ? NONE : toOctets(given.oaepLabel, 'key.oaepLabel');
  return encode(run(contentOf(toKey(key)), padding, toHash(given.oaepHash ?? 'sha1'), label,
    toOctets(data, 'buffer', given.encoding)));
}

module.exports = {
  Sign,
  Verify,
  createSign: (algorithm, options) => new Sign(algorithm, options),
  createVerify: (algorithm, options) => new Verify(algorithm, options),
  privateDecrypt: (key, data) => crypt(native.decrypt, toPrivate, key, data),
  publicEncrypt: (key, data) => crypt(native.encrypt, toPublic, key, data),
  sign,
  verify,
};
