'use strict';

// Hash and Hmac. Their state is in octets that nobody else sees; see src/web/hash_state.h.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;
const { Transform } = require('stream');
const {
  codes: { ERR_CRYPTO_HASH_FINALIZED },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { HASHES, encode, native, toHash, toOctets } = require('internal/atoll/crypto/util');
const { octetsOfSecret } = require('internal/atoll/crypto/keys');

class State {
  octets;
  isFinished = false;
  digest = undefined;

  constructor(octets) {
    this.octets = octets;
  }
}

// Object -> its State.
const states = new WeakMap();

// Node's classes can be called without `new`.
function define(name, start) {
  function Digest(...args) {
    if (!new.target) return new Digest(...args);
    const [state, options] = start(args);
    ReflectApply(Transform, this, [options]);
    states.set(this, new State(state));
    return undefined;
  }
  Object.defineProperty(Digest, 'name', { __proto__: null, value: name, configurable: true });
  ObjectSetPrototypeOf(Digest.prototype, Transform.prototype);
  ObjectSetPrototypeOf(Digest, Transform);

  Digest.prototype._transform = function(chunk, encoding, done) {
    try {
      this.update(chunk, encoding);
      done();
    } catch (error) {
      done(error);
    }
  };

  Digest.prototype._flush = function(done) {
    this.push(this.digest());
    done();
  };

  Digest.prototype.update = function update(data, encoding) {
    const state = states.get(this);
    if (state.isFinished) throw new ERR_CRYPTO_HASH_FINALIZED();
    const octets = toOctets(data, 'data', encoding);
    native.updateHash(state.octets, octets);
    return this;
  };

  return Digest;
}

const Hash = define('Hash', ([algorithm, options]) => {
  if (states.has(algorithm)) return [states.get(algorithm).octets.slice(), options];
  validateString(algorithm, 'algorithm');
  try {
    return [native.startHash(toHash(algorithm)), options];
  } catch {
    const error = new Error('Digest method not supported');
    error.code = 'ERR_CRYPTO_INVALID_DIGEST';
    throw error;
  }
});

Hash.prototype.digest = function digest(encoding) {
  const state = states.get(this);
  if (state.isFinished) throw new ERR_CRYPTO_HASH_FINALIZED();
  state.isFinished = true;
  return encode(native.finishHash(state.octets), encoding);
};

Hash.prototype.copy = function copy(options) {
  if (states.get(this).isFinished) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this, options);
};

const Hmac = define('Hmac', ([algorithm, key, options]) => {
  validateString(algorithm, 'hmac');
  const octets = octetsOfSecret(key, 'key', options?.encoding);
  return [native.startHmac(toHash(algorithm), octets), options];
});

Hmac.prototype.digest = function digest(encoding) {
  const state = states.get(this);
  // Node answers a second time with nothing.
  if (state.isFinished) return encode(new Uint8Array(0), encoding);
  state.isFinished = true;
  return encode(native.finishHash(state.octets), encoding);
};

function hash(algorithm, input, options = 'hex') {
  validateString(algorithm, 'algorithm');
  const encoding = typeof options === 'object' ? options.outputEncoding ?? 'hex' : options;
  const state = native.startHash(toHash(algorithm));
  native.updateHash(state, toOctets(input, 'input'));
  return encode(native.finishHash(state), encoding);
}

module.exports = {
  Hash,
  Hmac,
  createHash: (algorithm, options) => new Hash(algorithm, options),
  createHmac: (algorithm, key, options) => new Hmac(algorithm, key, options),
  getHashes: () => [...HASHES.map((name) => `RSA-${name.toUpperCase()}`), ...HASHES],
  hash,
};
