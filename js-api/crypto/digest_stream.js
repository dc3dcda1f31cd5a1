// crypto.DigestStream, which Cloudflare Workers have: a WritableStream that hashes what is written.

import { digestOfHashState, newHashState, updateHashState } from "native:crypto";
import { utf8Encode } from "native:encoding";
import {
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
} from "../internal/primordials.js";
import { octetsOf } from "../internal/buffer_source.js";
import { markHandled, newPromise } from "../internal/promises.js";
import {
  defineInterface,
  describe,
  isBufferSource,
  requireArguments,
  whereOf,
} from "../internal/webidl.js";
import { WritableStream } from "../streams/writable_stream.js";
import { normalize } from "./normalize.js";
import { toAlgorithmIdentifier } from "./params.js";

const NAME = "DigestStream";

/** What has been hashed so far. */
class Hashing {
  #name;
  #state;
  size = 0;
  digest = newPromise();

  constructor(name) {
    this.#name = name;
    this.#state = newHashState(name);
    markHandled(this.digest.promise);
  }

  add(chunk) {
    const octets = toOctets(chunk);
    updateHashState(this.#name, this.#state, octets);
    this.size += TypedArrayPrototypeGetByteLength(octets);
  }

  end() {
    const digest = digestOfHashState(this.#name, this.#state);
    this.digest.resolve(TypedArrayPrototypeGetBuffer(digest));
  }
}

function toOctets(chunk) {
  if (typeof chunk === "string") return utf8Encode(chunk);
  if (isBufferSource(chunk)) return octetsOf(chunk);
  throw new TypeError(
    `A chunk of a ${NAME} is ${describe(chunk)}; expected an ArrayBuffer, a view of one or a ` +
      "string.");
}

function sinkOf(hashing) {
  return {
    __proto__: null,
    write(chunk) {
      try {
        hashing.add(chunk);
      } catch (error) {
        hashing.digest.reject(error);
        throw error;
      }
    },
    close() {
      hashing.end();
    },
    abort(reason) {
      hashing.digest.reject(reason);
    },
  };
}

/** Hashes what is written; the digest is there when the stream is closed. */
export class DigestStream extends WritableStream {
  #hashing;

  /** @param {string|{name: string}} algorithm of crypto.subtle.digest */
  constructor(algorithm) {
    requireArguments(1, arguments.length, NAME);
    const where = whereOf(NAME);
    const params = normalize("digest", toAlgorithmIdentifier(algorithm, where), where);
    const hashing = new Hashing(params.name);
    super(sinkOf(hashing));
    this.#hashing = hashing;
  }

  /** @returns {Promise<ArrayBuffer>} */
  get digest() {
    return this.#hashing.digest.promise;
  }

  /** @returns {number} how many octets have been written */
  get bytesWritten() {
    return this.#hashing.size;
  }
}
defineInterface(DigestStream, NAME);
