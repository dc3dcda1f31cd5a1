// What leaves for another worker: values are copied, functions and objects with methods stay where they
// are and go as references.
//
// A reference is written as a number, the place of its description in a list that goes before the
// message. Descriptions are arrays without references of their own, but for their places:
//   ["stub", export]                                a function, or an RpcTarget
//   ["own", export]                                 what the other end has sent itself
//   ["readable", export] ["writable", export]       a stream
//   ["headers", fields]                             names and values in turn
//   ["request", method, url, fields, body, redirect]
//   ["response", status, statusText, fields, body]  body: null, octets, or the place of a stream
//   ["blob", octets, type] ["file", octets, type, name, lastModified]
//   ["exception", message, name, stack]             a DOMException

import { serialize, typeName } from "native:runtime";
import { utf8Encode } from "native:encoding";
import {
  Map,
  MapPrototypeForEach,
  MapPrototypeGet,
  MapPrototypeSet,
  ObjectHasOwn,
  ObjectKeys,
  ObjectPrototype,
  ReflectGetOwnPropertyDescriptor,
  ReflectGetPrototypeOf,
  SafeMap,
  Set,
  SetPrototypeAdd,
  SetPrototypeForEach,
  uncurryThis,
} from "../internal/primordials.js";
import { List, append, copyOf, toArray } from "../internal/lists.js";
import { describe, quote } from "../internal/webidl.js";
import { blobBytes, blobType, isBlob } from "../blob/blob.js";
import { fileLastModified, fileName, isFile } from "../blob/file.js";
import { DOMException, domException, isDOMException } from "../errors/dom_exception.js";
import { BYTES, TEXT, isUnusable, streamOf, unusableError } from "../fetch/body.js";
import { Headers, listOf } from "../fetch/headers.js";
import { fetchPartsOf, isRequest } from "../fetch/request.js";
import { isResponse, partsOf } from "../fetch/response.js";
import { isReadableStream, isWritableStream } from "../streams/internal_api.js";
import { isRpcTarget } from "../worker/entrypoints.js";
import { ReadableTarget, WritableTarget } from "./stream_targets.js";

const messageOf =
  uncurryThis(ReflectGetOwnPropertyDescriptor(DOMException.prototype, "message").get);
const nameOf = uncurryThis(ReflectGetOwnPropertyDescriptor(DOMException.prototype, "name").get);

// What V8 copies by itself.
const COPIED = {
  __proto__: null,
  ArrayBuffer: true,
  BigInt: true,
  Boolean: true,
  DataView: true,
  Date: true,
  Error: true,
  Number: true,
  RegExp: true,
  String: true,
  TypedArray: true,
};

function newDataCloneError(message) {
  return domException(message, "DataCloneError");
}

function uncloneable(value) {
  let name = describe(value);
  if (typeof value === "object") {
    const prototype = ReflectGetPrototypeOf(value);
    const found = prototype === null
      ? undefined
      : ReflectGetOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof found === "function" && typeof found.name === "string") ({ name } = found);
  }
  return newDataCloneError(
    `Could not serialize object of type ${quote(name)}. This type does not support serialization.`);
}

// Stands for what goes as a reference.
let placeOf;
class Reference {
  #place;

  constructor(place) {
    this.#place = place;
  }

  static {
    placeOf = (object) => (#place in object ? object.#place : undefined);
  }
}

// One message.
class Encoder {
  #session;
  #references = new List();
  #seen = new SafeMap();

  constructor(session) {
    this.#session = session;
  }

  /** Descriptions, in the order of the numbers that stand for them. */
  get references() {
    return this.#references;
  }

  encode(value) {
    if (typeof value === "symbol") throw uncloneable(value);
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return value;
    const known = MapPrototypeGet(this.#seen, value);
    if (known !== undefined) return known;
    const type = typeName(value);
    if (COPIED[type] === true && !isDOMException(value)) return value;
    if (type === "Array") return this.#encodeArray(value);
    if (type === "Map") return this.#encodeMap(value);
    if (type === "Set") return this.#encodeSet(value);
    const description = this.#describe(value, type);
    if (description !== undefined) {
      const reference = this.#refer(description);
      MapPrototypeSet(this.#seen, value, reference);
      return reference;
    }
    return this.#encodeObject(value);
  }

  #refer(description) {
    append(this.#references, description);
    return new Reference(this.#references.length - 1);
  }

  #encodeArray(array) {
    const copy = new List();
    MapPrototypeSet(this.#seen, array, copy);
    copy.length = array.length;
    for (let i = 0; i < copy.length; ++i) {
      if (ObjectHasOwn(array, i)) copy[i] = this.encode(array[i]);
    }
    return toArray(copy);
  }

  #encodeMap(map) {
    const copy = new Map();
    MapPrototypeSet(this.#seen, map, copy);
    MapPrototypeForEach(map, (value, key) => {
      MapPrototypeSet(copy, this.encode(key), this.encode(value));
    });
    return copy;
  }

  #encodeSet(set) {
    const copy = new Set();
    MapPrototypeSet(this.#seen, set, copy);
    SetPrototypeForEach(set, (value) => SetPrototypeAdd(copy, this.encode(value)));
    return copy;
  }

  #encodeObject(object) {
    const prototype = ReflectGetPrototypeOf(object);
    if (prototype !== null && prototype !== ObjectPrototype) throw uncloneable(object);
    const copy = { __proto__: null };
    MapPrototypeSet(this.#seen, object, copy);
    const keys = ObjectKeys(object);
    for (let i = 0; i < keys.length; ++i) copy[keys[i]] = this.encode(object[keys[i]]);
    return copy;
  }

  #export(name, value) {
    return [name, this.#session.export(value)];
  }

  #describe(value, type) {
    // A stub is a Proxy of a function.
    const own = this.#session.ownExport(value);
    if (own !== undefined) return ["own", own];
    if (typeof value === "function" || isRpcTarget(value)) return this.#export("stub", value);
    if (type === "Proxy") return undefined;
    if (isReadableStream(value)) return this.#export("readable", new ReadableTarget(value));
    if (isWritableStream(value)) return this.#export("writable", new WritableTarget(value));
    if (isDOMException(value)) {
      return ["exception", messageOf(value), nameOf(value), `${value.stack}`];
    }
    if (isBlob(value)) {
      const octets = blobBytes(value);
      return isFile(value)
        ? ["file", octets, blobType(value), fileName(value), fileLastModified(value)]
        : ["blob", octets, blobType(value)];
    }
    if (isResponse(value)) return partsOf(value, this.#describeResponse, undefined);
    if (isRequest(value)) return fetchPartsOf(value, this.#describeRequest, undefined);
    if (ReflectGetPrototypeOf(value) === Headers.prototype) {
      return ["headers", toArray(copyOf(listOf(value)))];
    }
    return undefined;
  }

  #describeResponse = (context, status, statusText, list, body) =>
    ["response", status, statusText, toArray(copyOf(list)), this.#describeBody(body)];

  #describeRequest = (context, method, url, list, body, settings) =>
    ["request", method, url, toArray(copyOf(list)), this.#describeBody(body), settings.redirect];

  #describeBody(body) {
    if (body === null) return null;
    if (isUnusable(body)) throw unusableError(body);
    if (body.stream === null && body.kind === TEXT) return utf8Encode(body.source);
    if (body.stream === null && body.kind === BYTES) return body.source;
    return this.#refer(this.#export("readable", new ReadableTarget(streamOf(body)))).place;
  }
}

/**
 * @param {{export: (value) => number, ownExport: (value) => number|undefined}} session whose references
 *     they are: see session.js
 * @param {any} value
 * @returns {{references: Uint8Array|null, message: Uint8Array}}
 * @throws {DOMException} a DataCloneError
 */
export function encode(session, value) {
  const encoder = new Encoder(session);
  const copy = encoder.encode(value);
  const { references } = encoder;
  return {
    __proto__: null,
    references: references.length === 0
      ? null
      : serialize(toArray(references), placeOf, newDataCloneError),
    message: serialize(copy, placeOf, newDataCloneError),
  };
}
