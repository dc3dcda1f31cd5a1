'use strict';

// The state of a StringDecoder: octets that wait for those that complete a character, how many
// these are, and the encoding.

const { TypedArrayPrototypeSubarray } = primordials;
const buffer = internalBinding('buffer');

const encodings = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'];
const UTF8 = 1;
const BASE64 = 2;
const UCS2 = 3;
const BASE64URL = 7;

const kIncompleteCharactersStart = 0;
const kIncompleteCharactersEnd = 4;
const kMissingBytes = 4;
const kBufferedBytes = 5;
const kEncodingField = 6;
const kNumFields = 7;

const slices = [
  buffer.asciiSlice, buffer.utf8Slice, buffer.base64Slice, buffer.ucs2Slice, buffer.latin1Slice,
  buffer.hexSlice, buffer.utf8Slice, buffer.base64urlSlice,
];

// How many octets a sequence of UTF-8 has that begins with this one; 1 for what begins none.
function lengthFrom(octet) {
  if (octet >= 0xc2 && octet <= 0xdf) return 2;
  if (octet >= 0xe0 && octet <= 0xef) return 3;
  return octet >= 0xf0 && octet <= 0xf4 ? 4 : 1;
}

// Whether an octet can follow the first one of a sequence.
function canFollow(first, second) {
  if (first === 0xe0) return second >= 0xa0 && second <= 0xbf;
  if (first === 0xed) return second >= 0x80 && second <= 0x9f;
  if (first === 0xf0) return second >= 0x90 && second <= 0xbf;
  if (first === 0xf4) return second >= 0x80 && second <= 0x8f;
  return (second & 0xc0) === 0x80;
}

// Where a sequence of UTF-8 begins that the octets break off, or their end.
function utf8End(octets, end) {
  for (let back = 1; back <= 3 && back <= end; ++back) {
    const octet = octets[end - back];
    if ((octet & 0xc0) === 0x80) continue;
    if (lengthFrom(octet) <= back) return end;
    return back < 2 || canFollow(octet, octets[end - back + 1]) ? end - back : end;
  }
  return end;
}

// Where the part of octets ends that stands for whole characters.
function wholeEnd(encoding, octets, end) {
  if (encoding === UTF8) return utf8End(octets, end);
  if (encoding === BASE64 || encoding === BASE64URL) return end - end % 3;
  if (encoding !== UCS2) return end;
  const even = end - end % 2;
  // A high surrogate waits for its other half.
  return even >= 2 && (octets[even - 1] & 0xfc) === 0xd8 ? even - 2 : even;
}

// How many octets at least complete what waits.
function missing(encoding, octets, count) {
  if (count === 0) return 0;
  if (encoding === UTF8) return lengthFrom(octets[0]) - count;
  if (encoding === UCS2) return count % 2 === 1 ? 1 : 2;
  return 3 - count;
}

function decode(state, chunk) {
  const encoding = state[kEncodingField];
  const slice = slices[encoding];
  const octets = typeof chunk === 'string' ? undefined : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (octets === undefined) return chunk;
  let text = '';
  let at = 0;
  // One octet after the other until what waits is whole characters.
  while (state[kBufferedBytes] > 0 && at < octets.length) {
    const count = state[kBufferedBytes];
    state[kIncompleteCharactersStart + count] = octets[at];
    const end = wholeEnd(encoding, state, count + 1);
    if (encoding === UTF8 && end > 0 && (octets[at] & 0xc0) !== 0x80) {
      // What waited is broken off; this octet begins something else.
      text += slice(state, 0, count);
      state[kBufferedBytes] = 0;
      break;
    }
    ++at;
    if (end === 0) {
      state[kBufferedBytes] = count + 1;
      continue;
    }
    text += slice(state, 0, end);
    state[kBufferedBytes] = count + 1 - end;
    for (let i = 0; i < state[kBufferedBytes]; ++i) state[i] = state[end + i];
  }
  if (at < octets.length) {
    const end = at + wholeEnd(encoding, TypedArrayPrototypeSubarray(octets, at), octets.length - at);
    text += slice(octets, at, end);
    for (let i = end; i < octets.length; ++i) state[i - end] = octets[i];
    state[kBufferedBytes] = octets.length - end;
  }
  state[kMissingBytes] = missing(encoding, state, state[kBufferedBytes]);
  return text;
}

function flush(state) {
  const encoding = state[kEncodingField];
  let count = state[kBufferedBytes];
  if (encoding === UCS2) count -= count % 2;
  const text = count === 0 ? '' : slices[encoding](state, 0, count);
  state[kBufferedBytes] = 0;
  state[kMissingBytes] = 0;
  return text;
}

module.exports = {
  decode,
  encodings,
  flush,
  kBufferedBytes,
  kEncodingField,
  kIncompleteCharactersEnd,
  kIncompleteCharactersStart,
  kMissingBytes,
  kNumFields,
  kSize: kNumFields,
};
