'use strict';

// KeyObject, and how keys come in and go out. A secret key is its octets; an asymmetric one the DER of
// its SubjectPublicKeyInfo or PrivateKeyInfo; see src/web/node_key.h.

const { Buffer } = require('buffer');
const {
  codes: {
    ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS,
    ERR_CRYPTO_INVALID_JWK,
    ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE,
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateFunction, validateObject, validateOneOf, validateString, validateUint32 } =
  require('internal/validators');
const { encode, later, native, toOctets } = require('internal/atoll/crypto/util');

const FORMS = { __proto__: null, spki: 0, pkcs8: 1, pkcs1: 2, sec1: 3, x509: 4 };
const NONE = new Uint8Array(0);
const INTERNAL = Symbol('internal');

let contentOf;

class KeyObject {
  #type;
  #content;

  constructor(type, content, internal) {
    if (internal !== INTERNAL) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#type = type;
    this.#content = content;
  }

  static from(key) {
    throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey that node:crypto can read', key);
  }

  static isInstance(value) {
    return typeof value === 'object' && value !== null && #content in value;
  }

  get type() {
    return this.#type;
  }

  get [Symbol.toStringTag]() {
    return 'KeyObject';
  }

  equals(other) {
    if (!KeyObject.isInstance(other)) {
      throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', other);
    }
    return this.#type === other.#type && native.timingSafeEqual(this.#content, other.#content);
  }

  static {
    contentOf = (key) => key.#content;
  }
}

class SecretKeyObject extends KeyObject {
  get symmetricKeySize() {
    return contentOf(this).length;
  }

  export(options = undefined) {
    if (options?.format === 'jwk') {
      return { kty: 'oct', k: encode(contentOf(this)).toString('base64url') };
    }
    return Buffer.from(contentOf(this));
  }
}

const CURVES = {
  __proto__: null, prime256v1: 'P-256', secp224r1: 'P-224', secp384r1: 'P-384', secp521r1: 'P-521',
};
const RAW = { __proto__: null, ed25519: 'Ed25519', x25519: 'X25519' };
const RSA_PARTS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];
const EC_PARTS = ['x', 'y', 'd'];
const RAW_PARTS = ['x', 'd'];

class AsymmetricKeyObject extends KeyObject {
  #details = undefined;

  #describe() {
    return (this.#details ??= native.describeKey(contentOf(this), this.type === 'private'));
  }

  get asymmetricKeyType() {
    return this.#describe()[0] || undefined;
  }

  get asymmetricKeyDetails() {
    const [type, bits, exponent, curve] = this.#describe();
    if (type === 'rsa') {
      return { modulusLength: Number(bits), publicExponent: BigInt(`0x${exponent}`) };
    }
    return type === 'ec' ? { namedCurve: curve } : {};
  }

  /** A JSON Web Key (RFC 7517). */
  toJwk() {
    const [type, , , curve] = this.#describe();
    const names = type === 'rsa' ? RSA_PARTS : type === 'ec' ? EC_PARTS : RAW_PARTS;
    const parts = native.keyParts(contentOf(this), this.type === 'private');
    const jwk = type === 'rsa'
      ? { kty: 'RSA' }
      : type === 'ec'
        ? { kty: 'EC', crv: CURVES[curve] }
        : { kty: 'OKP', crv: RAW[type] };
    for (let i = 0; i < parts.length; ++i) {
      jwk[names[i]] = Buffer.from(parts[i], 'latin1').toString('base64url');
    }
    return jwk;
  }

  /** DER, or the PEM of it under `label`. */
  write(options, type, label) {
    const der = native.writeKey(contentOf(this), this.type === 'private', FORMS[type]);
    if (options.format === 'der') return encode(der);
    const lines = encode(der).toString('base64').match(/.{1,64}/g).join('\n');
    return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
  }
}

function checkExport(options, types) {
  validateObject(options, 'options');
  validateOneOf(options.format, 'options.format', ['pem', 'der', 'jwk']);
  if (options.format !== 'jwk') validateOneOf(options.type, 'options.type', types);
}

class PublicKeyObject extends AsymmetricKeyObject {
  export(options) {
    checkExport(options, ['spki', 'pkcs1']);
    if (options.format === 'jwk') return this.toJwk();
    if (options.type === 'pkcs1' && this.asymmetricKeyType !== 'rsa') {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS('pkcs1', 'can only be used for RSA keys');
    }
    return this.write(options, options.type,
      options.type === 'spki' ? 'PUBLIC KEY' : 'RSA PUBLIC KEY');
  }
}

const PRIVATE_LABELS = {
  __proto__: null, pkcs1: 'RSA PRIVATE KEY', pkcs8: 'PRIVATE KEY', sec1: 'EC PRIVATE KEY',
};

class PrivateKeyObject extends AsymmetricKeyObject {
  export(options) {
    checkExport(options, ['pkcs1', 'pkcs8', 'sec1']);
    if (options.cipher !== undefined) {
      throw new ERR_INVALID_ARG_VALUE('options.cipher', options.cipher,
        'is not supported: keys are not exported encrypted');
    }
    if (options.format === 'jwk') return this.toJwk();
    return this.write(options, options.type, PRIVATE_LABELS[options.type]);
  }
}

const newSecret = (octets) => new SecretKeyObject('secret', octets, INTERNAL);
const newPublic = (der) => new PublicKeyObject('public', der, INTERNAL);
const newPrivate = (der) => new PrivateKeyObject('private', der, INTERNAL);

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/;
// Label -> what it says: [form, whether it is private].
const PEM_FORMS = {
  __proto__: null,
  'PUBLIC KEY': ['spki', false],
  'RSA PUBLIC KEY': ['pkcs1', false],
  CERTIFICATE: ['x509', false],
  'PRIVATE KEY': ['pkcs8', true],
  'RSA PRIVATE KEY': ['pkcs1', true],
  'EC PRIVATE KEY': ['sec1', true],
};

function decoderError(message) {
  const error = new Error(message);
  error.code = 'ERR_OSSL_UNSUPPORTED';
  return error;
}

function readPem(text) {
  const found = PEM.exec(text);
  const form = found === null ? undefined : PEM_FORMS[found[1]];
  if (found !== null && found[1].includes('ENCRYPTED')) {
    throw decoderError('encrypted private keys are not supported; decrypt the key before');
  }
  if (form === undefined) {
    throw decoderError('error:1E08010C:DECODER routines::unsupported: no PEM of a key was found');
  }
  if (found[2].includes('Proc-Type')) {
    throw decoderError('encrypted private keys are not supported; decrypt the key before');
  }
  return { form: form[0], isPrivate: form[1], der: Buffer.from(found[2], 'base64') };
}

function read(der, form, isPrivate) {
  try {
    return native.readKey(der, FORMS[form], isPrivate);
  } catch (error) {
    throw decoderError(error.message);
  }
}

function fromJwk(jwk) {
  validateObject(jwk, 'key.key');
  const octets = (name) => {
    if (jwk[name] === undefined) return NONE;
    validateString(jwk[name], `key.key.${name}`);
    return Buffer.from(jwk[name], 'base64url');
  };
  const isPrivate = jwk.d !== undefined;
  let type;
  let parts;
  if (jwk.kty === 'RSA') {
    type = 'rsa';
    parts = RSA_PARTS.map(octets);
  } else if (jwk.kty === 'EC') {
    type = 'ec';
    parts = EC_PARTS.map(octets);
  } else if (jwk.kty === 'OKP') {
    validateOneOf(jwk.crv, 'key.key.crv', ['Ed25519', 'X25519']);
    type = jwk.crv.toLowerCase();
    parts = RAW_PARTS.map(octets);
  } else {
    throw new ERR_INVALID_ARG_VALUE('key.key.kty', jwk.kty, 'must be one of "RSA", "EC", "OKP"');
  }
  while (parts.length < RSA_PARTS.length) parts.push(NONE);
  try {
    return { isPrivate, der: native.keyFromParts(type, `${jwk.crv}`, isPrivate, ...parts) };
  } catch {
    throw new ERR_CRYPTO_INVALID_JWK();
  }
}

function isOctets(value) {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

// Any form in which a key is given, as {isPrivate, der}.
function readAny(key, wantsPrivate) {
  let content = key;
  let options = {};
  if (typeof key === 'object' && key !== null && !isOctets(key)) {
    options = key;
    content = key.key;
  }
  if (options.format === 'jwk') return fromJwk(content);
  if (typeof content !== 'string' && !isOctets(content)) {
    throw new ERR_INVALID_ARG_TYPE('key',
      ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'], key);
  }
  if (options.format === undefined || options.format === 'pem') {
    const text = typeof content === 'string' ? content : encode(toOctets(content)).toString('latin1');
    const { form, isPrivate, der } = readPem(text);
    return { isPrivate, der: read(der, form, isPrivate) };
  }
  validateOneOf(options.format, 'key.format', ['pem', 'der', 'jwk']);
  const type = options.type ?? (wantsPrivate ? 'pkcs8' : 'spki');
  validateOneOf(type, 'key.type', ['pkcs1', 'pkcs8', 'sec1', 'spki']);
  const isPrivate = type === 'pkcs8' || type === 'sec1' || (type === 'pkcs1' && wantsPrivate);
  return { isPrivate, der: read(toOctets(content, 'key.key', options.encoding), type, isPrivate) };
}

/** The private key that a signature is asked for with. */
function toPrivate(key) {
  const given = KeyObject.isInstance(key?.key) ? key.key : key;
  if (KeyObject.isInstance(given)) {
    if (given.type !== 'private') {
      throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(given.type, 'private');
    }
    return given;
  }
  const { isPrivate, der } = readAny(key, true);
  if (!isPrivate) throw decoderError('a public key was found; expected a private one');
  return newPrivate(der);
}

/** The public key of what may be a private one. */
function toPublic(key) {
  const given = KeyObject.isInstance(key?.key) ? key.key : key;
  if (KeyObject.isInstance(given)) {
    if (given.type === 'secret') {
      throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(given.type, 'private or public');
    }
    return given.type === 'public' ? given : newPublic(native.publicKey(contentOf(given)));
  }
  const { isPrivate, der } = readAny(key, false);
  return newPublic(isPrivate ? native.publicKey(der) : der);
}

/** The octets of a secret that is a KeyObject, a string or a buffer. */
function octetsOfSecret(key, name, encoding) {
  if (!KeyObject.isInstance(key)) return toOctets(key, name, encoding);
  if (key.type !== 'secret') throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, 'secret');
  return contentOf(key);
}

function createSecretKey(key, encoding) {
  return newSecret(toOctets(key, 'key', encoding).slice());
}

function createPublicKey(key) {
  if (KeyObject.isInstance(key) && key.type !== 'private') {
    throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, 'private');
  }
  return toPublic(key);
}

function createPrivateKey(key) {
  if (KeyObject.isInstance(key)) {
    throw new ERR_INVALID_ARG_TYPE('key',
      ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], key);
  }
  return toPrivate(key);
}

const PAIRS = ['rsa', 'ec', 'ed25519', 'x25519'];

function makePair(type, options = {}) {
  validateString(type, 'type');
  validateOneOf(type, 'type', PAIRS);
  if (type === 'rsa') validateUint32(options.modulusLength, 'options.modulusLength');
  if (type === 'ec') validateString(options.namedCurve, 'options.namedCurve');
  return () => {
    const der = native.generateKey(type, options.modulusLength ?? 0,
      options.publicExponent ?? 0x10001, options.namedCurve ?? '');
    const privateKey = newPrivate(der);
    const publicKey = newPublic(native.publicKey(der));
    return {
      publicKey: options.publicKeyEncoding ? publicKey.export(options.publicKeyEncoding) : publicKey,
      privateKey: options.privateKeyEncoding
        ? privateKey.export(options.privateKeyEncoding)
        : privateKey,
    };
  };
}

function generateKeyPairSync(type, options) {
  return makePair(type, options)();
}

function generateKeyPair(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  later(makePair(type, options), (error, pair) => {
    if (error) callback(error);
    else callback(null, pair.publicKey, pair.privateKey);
  });
}
Object.defineProperty(generateKeyPair, Symbol.for('nodejs.util.promisify.custom'), {
  __proto__: null,
  value: (type, options) => new Promise((resolve, reject) => {
    later(makePair(type, options), (error, pair) => (error ? reject(error) : resolve(pair)));
  }),
});

function generateKeySync(type, options) {
  validateOneOf(type, 'type', ['hmac', 'aes']);
  validateObject(options, 'options');
  if (type === 'aes') validateOneOf(options.length, 'options.length', [128, 192, 256]);
  else validateUint32(options.length, 'options.length', true);
  const { randomBytes } = require('internal/atoll/crypto/random');
  return newSecret(new Uint8Array(randomBytes(options.length >> 3)));
}

function generateKey(type, options, callback) {
  validateFunction(callback, 'callback');
  later(() => generateKeySync(type, options), callback);
}

module.exports = {
  KeyObject,
  contentOf: (key) => contentOf(key),
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  octetsOfSecret,
  toPrivate,
  toPublic,
};
