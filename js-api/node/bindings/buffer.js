'use strict';

// The native half of node:buffer, as Node's own files call it.

const {
  ArrayBuffer,
  MathMin,
  TypedArrayPrototypeFill,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
  Uint8Array,
} = primordials;
const host = internalBinding('atoll');
const native = host.lazyNative('native:node_buffer');

const ASCII = 0;
const UTF8 = 1;
const BASE64 = 2;
const UTF16 = 3;
const LATIN1 = 4;
const HEX = 5;
const BASE64URL = 7;

const MAX_LENGTH = 2 ** 32 - 1;

const lengthOf = (octets) => octets.byteLength;

// An offset as Node's C++ reads it: undefined is `otherwise`.
function toOffset(value, otherwise) {
  if (value === undefined) return otherwise;
  const number = Math.trunc(Number(value));
  return number >= 0 ? MathMin(number, MAX_LENGTH) : number < 0 ? -1 : 0;
}

function outOfRange() {
  const { ERR_OUT_OF_RANGE } = require('internal/errors').codes;
  return new ERR_OUT_OF_RANGE('Index', 'in the range of the buffer', '');
}

const slice = (encoding) => (octets, start, end) => {
  const length = lengthOf(octets);
  const from = toOffset(start, 0);
  const to = toOffset(end, length);
  if (from < 0 || to < 0) throw outOfRange();
  return from >= to ? '' : native.slice(octets, from, MathMin(to, length), encoding);
};

const write = (encoding) => (octets, text, offset, length) => {
  if (typeof text !== 'string') {
    const { ERR_INVALID_ARG_TYPE } = require('internal/errors').codes;
    throw new ERR_INVALID_ARG_TYPE('argument', 'string', text);
  }
  const from = toOffset(offset, 0);
  if (from < 0 || from > lengthOf(octets)) {
    const { ERR_BUFFER_OUT_OF_BOUNDS } = require('internal/errors').codes;
    throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  }
  const room = toOffset(length, lengthOf(octets) - from);
  return room <= 0 ? 0 : native.write(octets, text, from, room, encoding);
};

// Where a search begins; -1: nowhere. (Node: IndexOfOffset.)
function startOf(length, offset, needle, forward) {
  offset = Math.trunc(offset);
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || needle === 0 ? 0 : -1;
  }
  if (offset + needle <= length) return offset;
  if (needle === 0) return length;
  return forward ? -1 : length - 1;
}

function indexOfBuffer(octets, what, offset, encoding, forward, end) {
  const length = lengthOf(octets);
  if (end !== undefined && end < length) {
    octets = new Uint8Array(octets.buffer, octets.byteOffset, end > 0 ? end : 0);
  }
  const start = startOf(lengthOf(octets), offset, lengthOf(what), forward);
  if (start < 0) return -1;
  if (lengthOf(what) === 0) return start;
  return native.search(octets, what, start, forward, encoding === UTF16 ? 2 : 1);
}

function encode(text, encoding) {
  const octets = new Uint8Array(encoding === UTF8 ? text.length * 3 : text.length * 2);
  const length = native.write(octets, text, 0, octets.length, encoding);
  return TypedArrayPrototypeSubarray(octets, 0, length);
}

function fill(octets, value, offset, end, encoding) {
  const length = lengthOf(octets);
  if (offset > end || end > length) return -2;
  if (offset === end) return 0;
  let pattern;
  if (typeof value === 'string') {
    const { encodingsMap, normalizeEncoding } = require('internal/util');
    pattern = encode(value, encodingsMap[normalizeEncoding(encoding)] ?? UTF8);
  } else if (typeof value === 'object' && value !== null && value.byteLength !== undefined) {
    pattern = new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength);
  } else {
    TypedArrayPrototypeFill(octets, Number(value) & 255, offset, end);
    return 0;
  }
  const width = TypedArrayPrototypeGetLength(pattern);
  if (width === 0) return -1;
  const target = new Uint8Array(octets.buffer, octets.byteOffset + offset, end - offset);
  // What is there already is copied after itself.
  let done = MathMin(width, end - offset);
  TypedArrayPrototypeSet(target, TypedArrayPrototypeSubarray(pattern, 0, done));
  while (done < end - offset) {
    const more = MathMin(done, end - offset - done);
    TypedArrayPrototypeSet(target, TypedArrayPrototypeSubarray(target, 0, more), done);
    done += more;
  }
  return 0;
}

function view(value, start, end) {
  return new Uint8Array(value.buffer, value.byteOffset + start, MathMin(end, value.byteLength) - start);
}

function compareOffset(source, target, targetStart, sourceStart, targetEnd, sourceEnd) {
  if (sourceStart > lengthOf(source)) throw outOfRange();
  if (targetStart > lengthOf(target)) throw outOfRange();
  return native.compare(view(source, sourceStart, sourceEnd), view(target, targetStart, targetEnd));
}

function copy(source, target, targetStart, sourceStart, count) {
  const from = new Uint8Array(source.buffer, source.byteOffset + sourceStart, count);
  const to = new Uint8Array(target.buffer, target.byteOffset + targetStart, count);
  TypedArrayPrototypeSet(to, from);
  return count;
}

function requireAttached(input) {
  const buffer = input.buffer ?? input;
  if (buffer.detached !== true) return;
  const { ERR_INVALID_STATE } = require('internal/errors').codes;
  throw new ERR_INVALID_STATE('Cannot validate on a detached buffer');
}

function isUtf8(input) {
  requireAttached(input);
  return native.isUtf8(input);
}

function isAscii(input) {
  requireAttached(input);
  return native.isAscii(input);
}

module.exports = {
  asciiSlice: slice(ASCII),
  asciiWriteStatic: write(LATIN1),
  atob(text) {
    try {
      return host.atob(text);
    } catch {
      return -2;
    }
  },
  base64Slice: slice(BASE64),
  base64Write: write(BASE64),
  base64urlSlice: slice(BASE64URL),
  base64urlWrite: write(BASE64URL),
  btoa(text) {
    try {
      return host.btoa(text);
    } catch {
      return -1;
    }
  },
  byteLengthUtf8: native.byteLength,
  compare: native.compare,
  compareOffset,
  copy,
  createUnsafeArrayBuffer: (size) => new ArrayBuffer(size),
  fill,
  hexSlice: slice(HEX),
  hexWrite: write(HEX),
  indexOfBuffer,
  indexOfNumber: (octets, number, offset, forward, end) =>
    indexOfBuffer(octets, new Uint8Array([number & 255]), offset, LATIN1, forward, end),
  indexOfString: (octets, text, offset, encoding, forward, end) =>
    indexOfBuffer(octets, encode(text, encoding), offset, encoding, forward, end),
  isAscii,
  isUtf8,
  kMaxLength: MAX_LENGTH,
  kStringMaxLength: 2 ** 29 - 24,
  latin1Slice: slice(LATIN1),
  latin1WriteStatic: write(LATIN1),
  setDetachKey() {},
  swap16: (octets) => native.swap(octets, 2),
  swap32: (octets) => native.swap(octets, 4),
  swap64: (octets) => native.swap(octets, 8),
  ucs2Slice: slice(UTF16),
  ucs2Write: write(UTF16),
  utf8Slice: slice(UTF8),
  utf8WriteStatic: write(UTF8),
};
