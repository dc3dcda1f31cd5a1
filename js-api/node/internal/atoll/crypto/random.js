'use strict';

const { Buffer } = require('buffer');
const { crypto } = internalBinding('atoll');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateBoolean, validateFunction, validateNumber, validateObject } =
  require('internal/validators');
const { later } = require('internal/atoll/crypto/util');

const MAX_SIZE = 2 ** 31 - 1;
const AT_A_TIME = 65536;
const MAX_RANGE = 2 ** 48 - 1;

function fill(octets) {
  for (let at = 0; at < octets.length; at += AT_A_TIME) {
    crypto.getRandomValues(octets.subarray(at, at + AT_A_TIME));
  }
}

function checkSize(size, name, most = MAX_SIZE) {
  validateNumber(size, name);
  if (Number.isNaN(size) || size < 0 || size > most) {
    throw new ERR_OUT_OF_RANGE(name, `>= 0 && <= ${most}`, size);
  }
  return Math.trunc(size);
}

function randomBytes(size, callback = undefined) {
  const length = checkSize(size, 'size');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const compute = () => {
    const buffer = Buffer.alloc(length);
    fill(new Uint8Array(buffer.buffer, buffer.byteOffset, length));
    return buffer;
  };
  if (callback === undefined) return compute();
  later(compute, callback);
  return undefined;
}

function part(buffer, offset, size) {
  if (!isArrayBufferView(buffer) && !isAnyArrayBuffer(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buffer);
  }
  const width = buffer.BYTES_PER_ELEMENT ?? 1;
  const begin = checkSize(offset, 'offset', buffer.byteLength) * width;
  const length = size === undefined
    ? buffer.byteLength - begin
    : checkSize(size, 'size', buffer.byteLength) * width;
  if (begin + length > buffer.byteLength) {
    throw new ERR_OUT_OF_RANGE('size + offset', `<= ${buffer.byteLength}`, begin + length);
  }
  return new Uint8Array(buffer.buffer ?? buffer, (buffer.byteOffset ?? 0) + begin, length);
}

function randomFillSync(buffer, offset = 0, size = undefined) {
  fill(part(buffer, offset, size));
  return buffer;
}

function randomFill(buffer, offset, size, callback) {
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = undefined;
  } else if (typeof size === 'function') {
    callback = size;
    size = undefined;
  }
  validateFunction(callback, 'callback');
  const octets = part(buffer, offset, size);
  later(() => {
    fill(octets);
    return buffer;
  }, callback);
}

function randomInt(min, max, callback) {
  const isMaxAlone = max === undefined || typeof max === 'function';
  if (isMaxAlone) {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!Number.isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) {
    throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  }
  const range = max - min;
  if (range > MAX_RANGE) {
    throw new ERR_OUT_OF_RANGE(isMaxAlone ? 'max' : 'max - min', `<= ${MAX_RANGE}`, range);
  }
  const limit = 2 ** 48 - (2 ** 48 % range);
  const compute = () => {
    const octets = new Uint8Array(6);
    for (;;) {
      fill(octets);
      let number = 0;
      for (const octet of octets) number = number * 256 + octet;
      // What is left over of the multiples of the range would make small numbers more likely.
      if (number < limit) return min + (number % range);
    }
  };
  if (callback === undefined) return compute();
  later(compute, callback);
  return undefined;
}

function randomUUID(options = undefined) {
  if (options !== undefined) validateObject(options, 'options');
  if (options?.disableEntropyCache !== undefined) {
    validateBoolean(options.disableEntropyCache, 'options.disableEntropyCache');
  }
  return crypto.randomUUID();
}

module.exports = {
  getRandomValues: (array) => crypto.getRandomValues(array),
  prng: randomBytes,
  pseudoRandomBytes: randomBytes,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  rng: randomBytes,
};
