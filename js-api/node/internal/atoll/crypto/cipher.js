'use strict';

// Cipheriv and Decipheriv: AES in the modes ECB, CBC, CTR and GCM, and ChaCha20-Poly1305.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;
const { Buffer } = require('buffer');
const { Transform } = require('stream');
const { StringDecoder } = require('string_decoder');
const {
  codes: {
    ERR_CRYPTO_INVALID_STATE,
    ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { coded, encode, native, toOctets } = require('internal/atoll/crypto/util');
const { octetsOfSecret } = require('internal/atoll/crypto/keys');

const BLOCK = 16;
const TAG = 16;
const NONE = new Uint8Array(0);
const NAME = /^(?:aes-?(128|192|256)-(ecb|cbc|ctr|gcm)|id-aes(128|192|256)-(gcm)|(chacha20-poly1305))$/;

function findCipher(name) {
  const found = NAME.exec(name.toLowerCase());
  if (found === null) return undefined;
  if (found[5] !== undefined) return { mode: found[5], key: 32, name: found[5] };
  const bits = found[1] ?? found[3];
  const mode = found[2] ?? found[4];
  return { mode, key: bits / 8, name: `aes-${bits}-${mode}` };
}

const isSealed = (mode) => mode === 'gcm' || mode === 'chacha20-poly1305';

function concat(a, b) {
  return a.length === 0 ? b : new Uint8Array(Buffer.concat([a, b]));
}

/** Whole blocks go through, the last one with its padding at the end. */
class BlockMode {
  #mode;
  #key;
  #iv;
  #encrypts;
  #pads = true;
  #waiting = NONE;

  constructor(mode, key, iv, encrypts) {
    this.#mode = mode;
    this.#key = key;
    this.#iv = iv;
    this.#encrypts = encrypts;
  }

  setPadding(pads) {
    this.#pads = pads;
  }

  #run(octets) {
    if (octets.length === 0) return NONE;
    const out = native.aes(this.#mode, this.#key, this.#iv, 0, this.#encrypts, octets);
    if (this.#mode === 'cbc') this.#iv = (this.#encrypts ? out : octets).slice(-BLOCK);
    return out;
  }

  update(octets) {
    const all = concat(this.#waiting, octets);
    // The last block that is decrypted may be padding.
    const kept = !this.#encrypts && this.#pads && all.length % BLOCK === 0 && all.length > 0
      ? BLOCK
      : all.length % BLOCK;
    this.#waiting = all.slice(all.length - kept);
    return this.#run(all.subarray(0, all.length - kept));
  }

  final() {
    const rest = this.#waiting;
    if (!this.#pads) {
      if (rest.length > 0) throw wrongLength(this.#encrypts ? 'data not multiple of block length'
        : 'wrong final block length');
      return NONE;
    }
    if (this.#encrypts) {
      const padding = BLOCK - rest.length;
      return this.#run(concat(rest, new Uint8Array(padding).fill(padding)));
    }
    if (rest.length !== BLOCK) throw wrongLength('wrong final block length');
    const block = this.#run(rest);
    const padding = block[BLOCK - 1];
    if (padding === 0 || padding > BLOCK) throw badDecrypt();
    for (let i = BLOCK - padding; i < BLOCK; ++i) if (block[i] !== padding) throw badDecrypt();
    return block.slice(0, BLOCK - padding);
  }
}

const wrongLength = (message) =>
  coded(Error, 'ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH', message, message);
const badDecrypt = () => coded(Error, 'ERR_OSSL_BAD_DECRYPT', 'bad decrypt', 'bad decrypt');
const badTag = (message) => coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', message);
const badIv = () =>
  coded(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');

/** Octets go through as they come. */
class CounterMode {
  #key;
  #counter;
  #used = 0;

  constructor(key, counter) {
    this.#key = key;
    this.#counter = counter.slice();
  }

  setPadding() {}

  update(octets) {
    if (octets.length === 0) return NONE;
    const out = native.aes('ctr', this.#key, this.#counter, this.#used, true, octets);
    const total = this.#used + octets.length;
    this.#used = total % BLOCK;
    let carry = Math.floor(total / BLOCK);
    for (let i = BLOCK - 1; i >= 0 && carry > 0; --i) {
      carry += this.#counter[i];
      this.#counter[i] = carry % 256;
      carry = Math.floor(carry / 256);
    }
    return out;
  }

  final() {
    return NONE;
  }
}

/**
 * An authenticated cipher, which is computed as a whole: encrypted octets come out of final(). What is
 * decrypted comes out of it too, and only if the tag is right.
 */
class SealedMode {
  #mode;
  #key;
  #nonce;
  #encrypts;
  #extra = NONE;
  #data = [];
  #tag = undefined;
  #tagLength = undefined;

  constructor(mode, key, nonce, encrypts, tagLength) {
    this.#mode = mode;
    this.#key = key;
    this.#nonce = nonce;
    this.#encrypts = encrypts;
    this.#tagLength = tagLength;
  }

  setPadding() {}

  addExtra(octets) {
    this.#extra = concat(this.#extra, octets);
  }

  setTag(tag) {
    const expected = this.#tagLength;
    if (tag.length > TAG || tag.length < 4 || (expected !== undefined && tag.length !== expected)) {
      throw badTag(`Invalid authentication tag length: ${tag.length}`);
    }
    this.#tag = tag.slice();
  }

  get tag() {
    return this.#tag;
  }

  update(octets) {
    this.#data.push(octets.slice());
    return NONE;
  }

  final() {
    const data = new Uint8Array(Buffer.concat(this.#data));
    if (this.#encrypts) {
      const sealed = native.seal(this.#mode, this.#key, this.#nonce, this.#extra, data);
      this.#tag = sealed.slice(data.length, data.length + (this.#tagLength ?? TAG));
      return sealed.slice(0, data.length);
    }
    if (this.#tag === undefined) throw new Error('Unsupported state or unable to authenticate data');
    if (this.#tag.length !== TAG) {
      throw badTag('authentication tags of other than 16 octets are not ' +
        'supported for decryption');
    }
    return native.open(this.#mode, this.#key, this.#nonce, this.#extra, concat(data, this.#tag));
  }
}

function makeMode(cipher, key, iv, encrypts, options) {
  const found = findCipher(cipher);
  if (found === undefined) throw coded(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
  if (key.length !== found.key) {
    throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
  }
  const { mode } = found;
  if (isSealed(mode)) {
    if (iv.length === 0) throw badIv();
    return new SealedMode(mode, key, iv, encrypts, options?.authTagLength);
  }
  if (iv.length !== (mode === 'ecb' ? 0 : BLOCK)) throw badIv();
  return mode === 'ctr' ? new CounterMode(key, iv) : new BlockMode(mode, key, iv, encrypts);
}

// Object -> {mode, decoder, isFinished}.
const states = new WeakMap();

function define(name, encrypts) {
  function Cipher(cipher, key, iv, options) {
    if (!new.target) return new Cipher(cipher, key, iv, options);
    validateString(cipher, 'cipher');
    const secret = octetsOfSecret(key, 'key', options?.encoding).slice();
    const start = iv === null ? NONE : toOctets(iv, 'iv').slice();
    const mode = makeMode(cipher, secret, start, encrypts, options);
    ReflectApply(Transform, this, [options]);
    states.set(this, { mode, decoder: undefined, isFinished: false });
    return undefined;
  }
  Object.defineProperty(Cipher, 'name', { __proto__: null, value: name, configurable: true });
  ObjectSetPrototypeOf(Cipher.prototype, Transform.prototype);
  ObjectSetPrototypeOf(Cipher, Transform);

  // Text of octets whose characters may be cut in two.
  function output(state, octets, encoding, isLast) {
    if (encoding === undefined || encoding === null || encoding === 'buffer') return encode(octets);
    state.decoder ??= new StringDecoder(encoding);
    const text = state.decoder.write(encode(octets));
    return isLast ? text + state.decoder.end() : text;
  }

  Cipher.prototype._transform = function(chunk, encoding, done) {
    try {
      this.push(this.update(chunk, encoding));
      done();
    } catch (error) {
      done(error);
    }
  };

  Cipher.prototype._flush = function(done) {
    try {
      this.push(this.final());
      done();
    } catch (error) {
      done(error);
    }
  };

  Cipher.prototype.update = function update(data, inputEncoding, outputEncoding) {
    const state = states.get(this);
    const octets = toOctets(data, 'data', inputEncoding ?? 'utf8');
    if (state.isFinished) throw new ERR_CRYPTO_INVALID_STATE('update');
    return output(state, state.mode.update(octets), outputEncoding, false);
  };

  Cipher.prototype.final = function final(outputEncoding) {
    const state = states.get(this);
    if (state.isFinished) throw new ERR_CRYPTO_INVALID_STATE('final');
    state.isFinished = true;
    return output(state, state.mode.final(), outputEncoding, true);
  };

  Cipher.prototype.setAutoPadding = function setAutoPadding(pads = true) {
    const state = states.get(this);
    if (state.isFinished) throw new ERR_CRYPTO_INVALID_STATE('setAutoPadding');
    state.mode.setPadding(Boolean(pads));
    return this;
  };

  Cipher.prototype.setAAD = function setAAD(data, options) {
    const { mode } = states.get(this);
    if (!(mode instanceof SealedMode)) throw new ERR_CRYPTO_INVALID_STATE('setAAD');
    mode.addExtra(toOctets(data, 'buffer', options?.encoding));
    return this;
  };

  if (encrypts) {
    Cipher.prototype.getAuthTag = function getAuthTag() {
      const { mode, isFinished } = states.get(this);
      if (!(mode instanceof SealedMode) || !isFinished) {
        throw new ERR_CRYPTO_INVALID_STATE('getAuthTag');
      }
      return encode(mode.tag.slice());
    };
  } else {
    Cipher.prototype.setAuthTag = function setAuthTag(tag, encoding) {
      const { mode, isFinished } = states.get(this);
      if (!(mode instanceof SealedMode) || isFinished) {
        throw new ERR_CRYPTO_INVALID_STATE('setAuthTag');
      }
      mode.setTag(toOctets(tag, 'buffer', encoding));
      return this;
    };
  }
  return Cipher;
}

const Cipheriv = define('Cipheriv', true);
const Decipheriv = define('Decipheriv', false);

const MODES = ['ecb', 'cbc', 'ctr', 'gcm'];

function getCiphers() {
  const names = ['chacha20-poly1305'];
  for (const bits of [128, 192, 256]) for (const mode of MODES) names.push(`aes-${bits}-${mode}`);
  return names.sort();
}

function getCipherInfo(name, options = undefined) {
  if (typeof name !== 'string') throw new ERR_INVALID_ARG_TYPE('nameOrNid', 'string', name);
  if (options !== undefined) validateObject(options, 'options');
  const found = findCipher(name);
  if (found === undefined) return undefined;
  const info = { mode: isSealed(found.mode) && found.mode !== 'gcm' ? 'stream' : found.mode,
    name: found.name, keyLength: found.key };
  if (found.mode !== 'ecb') info.ivLength = isSealed(found.mode) ? 12 : BLOCK;
  if (found.mode === 'ecb' || found.mode === 'cbc') info.blockSize = BLOCK;
  return info;
}

module.exports = {
  Cipheriv,
  Decipheriv,
  createCipheriv: (cipher, key, iv, options) => new Cipheriv(cipher, key, iv, options),
  createDecipheriv: (cipher, key, iv, options) => new Decipheriv(cipher, key, iv, options),
  getCipherInfo,
  getCiphers,
};
