// cache.put(): which responses are refused, and how a body gets to the natives.

import { abortPut, finishPut, putCached, writePut } from "native:cache";
import { invocation } from "native:runtime";
import { utf8Encode } from "native:encoding";
import { BYTES, NATIVE, SOURCE, TEXT, isUnusable, streamOf, unusableError }
  from "../../js-api/fetch/body.js";
import { fieldBlock, listGet } from "../../js-api/fetch/header_list.js";
import { otherRequestError } from "../../js-api/fetch/request_body_source.js";
import { isResponse, partsOf } from "../../js-api/fetch/response.js";
import { StringPrototypeIndexOf, TypeError } from "../../js-api/internal/primordials.js";
import { newPromise, resolved, then } from "../../js-api/internal/promises.js";
import { describe } from "../../js-api/internal/webidl.js";
import {
  createNativeStream,
  expectedLengthOf,
  forEachChunk,
  takeNativeSource,
} from "../../js-api/streams/internal_api.js";
import { nextNumber } from "../fetch/numbers.js";

// A BodyKind of outgoing.h.
const BODY_NONE = 0;
const BODY_BYTES = 1;
const BODY_STREAM = 2;
const BODY_REQUEST = 3;
const BODY_NATIVE = 4;

function refuse(key, status, list, socket) {
  if (key.method !== "GET") throw new TypeError("Cannot cache response to non-GET request.");
  if (status === 0) throw new TypeError("Cache is unable to store an error response");
  if (status === 206) {
    throw new TypeError("Cannot cache response to a range request (206 Partial Content).");
  }
  if (socket !== null || status === 101) {
    throw new TypeError("Cannot cache WebSocket upgrade response.");
  }
  const vary = listGet(list, "vary");
  if (vary !== null && StringPrototypeIndexOf(vary, "*") >= 0) {
    throw new TypeError("Cannot cache response with 'Vary: *' header.");
  }
}

// A body that JavaScript gives in chunks.
function putStream(started, stream) {
  const number = nextNumber();
  const id = invocation();
  const { promise, resolve, reject } = newPromise();
  then(started(BODY_STREAM, undefined, expectedLengthOf(stream), number), resolve, reject);
  then(forEachChunk(stream, (chunk) => writePut(number, chunk)), () => finishPut(number),
    (error) => {
      abortPut(id, number);
      reject(error);
    });
  return promise;
}

function putSource(started, body) {
  let source;
  if (body.stream !== null) source = takeNativeSource(body.stream);
  else if (body.kind === SOURCE) ({ source } = body);
  const isRequest = body.stream === null && body.kind === NATIVE;
  const from = isRequest ? body.source : source?.invocation;
  if (from !== undefined && from !== invocation()) throw otherRequestError();
  body.used = true;
  if (isRequest || source?.kind === "request") {
    return started(BODY_REQUEST, undefined, undefined, 0);
  }
  if (source?.kind === "native") return started(BODY_NATIVE, undefined, source.number, 0);
  return putStream(started, source === undefined ? streamOf(body) : createNativeStream(source));
}

function store({ key, name }, status, statusText, list, body, socket) {
  refuse(key, status, list, socket);
  if (body !== null && isUnusable(body)) throw unusableError(body);
  if (status === 304) {
    // It is about another response.
    if (body !== null) body.used = true;
    return resolved(undefined);
  }
  const fields = fieldBlock(key.list);
  const started = (kind, bytes, source, number) =>
    putCached(name, key.url, fields, status, statusText, fieldBlock(list), kind, bytes, source,
      number);
  if (body === null) return started(BODY_NONE, undefined, undefined, 0);
  if (body.stream === null && body.kind <= BYTES) {
    body.used = true;
    return started(BODY_BYTES, body.kind === TEXT ? utf8Encode(body.source) : body.source,
      undefined, 0);
  }
  return putSource(started, body);
}

/**
 * @param {string} name of the cache, as the natives call it
 * @param {{method: string, url: string, list: List}} key
 * @param {Response} response
 * @returns {Promise<undefined>}
 */
export function put(name, key, response) {
  if (!isResponse(response)) {
    throw new TypeError(
      `Failed to execute 'put' on 'Cache': found ${describe(response)}; expected a Response.`);
  }
  return partsOf(response, store, { __proto__: null, key, name });
}
