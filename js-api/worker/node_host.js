// What the files of js-api/node get of the runtime. They run among the worker's code and could lose to
// it what they are given: nothing here may serve to break the runtime, or to act for another
// invocation.

import { lazyNative } from "native:runtime";
import {
  constructorName,
  ownNonIndexKeys,
  previewEntries,
  promiseResult,
  promiseState,
  proxyDetails,
  typeName,
} from "native:runtime";
import {
  ArrayPrototype,
  JSONStringify,
  ObjectKeys,
  ObjectPrototype,
  ReflectGetPrototypeOf,
} from "../internal/primordials.js";
import { applyInContext, contextValues, setContextValues } from "../internal/async_context.js";
import { AbortController } from "../abort/abort_controller.js";
import { AbortSignal, addAbortAlgorithm, isAbortSignal } from "../abort/abort_signal.js";
import { Blob } from "../blob/blob.js";
import { File } from "../blob/file.js";
import { console } from "../console/console.js";
import { SubtleCrypto } from "../crypto/subtle_crypto.js";
import { crypto } from "../crypto/crypto.js";
import { atob, btoa } from "../encoding/base64.js";
import { TextDecoder } from "../encoding/text_decoder.js";
import { TextEncoder } from "../encoding/text_encoder.js";
import { DOMException } from "../errors/dom_exception.js";
import { Event } from "../events/event.js";
import { EventTarget } from "../events/event_target.js";
import { reportException } from "../events/report_exception.js";
import { performance } from "../performance/performance.js";
import { ReadableStream } from "../streams/readable_stream.js";
import { WritableStream } from "../streams/writable_stream.js";
import {
  clearInterval,
  clearTimeout,
  queueMicrotask,
  setInterval,
  setTimeout,
} from "../timers/timers.js";
import { URL } from "../url/url.js";
import { URLSearchParams } from "../url/url_search_params.js";
import { env } from "./environment.js";
import { scheduler } from "./scheduler.js";

// Whether it is a variable: an object of another class is a binding, and so is a function, such as
// another worker's stub, of which any name is a method.
function isData(value) {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  const prototype = ReflectGetPrototypeOf(value);
  return prototype === ObjectPrototype || prototype === ArrayPrototype;
}

// The worker's variables as text: what `process.env` is. Bindings that are no data are not in it.
function environment() {
  const variables = {};
  const names = ObjectKeys(env);
  for (let i = 0; i < names.length; ++i) {
    const value = env[names[i]];
    const text = typeof value === "string" ? value : isData(value) ? JSONStringify(value) : undefined;
    if (text !== undefined) variables[names[i]] = text;
  }
  return variables;
}

/** An object with all of it, made for one isolate. */
export function nodeHost() {
  return {
    __proto__: null,
    AbortController,
    AbortSignal,
    Blob,
    DOMException,
    Event,
    EventTarget,
    File,
    ReadableStream,
    SubtleCrypto,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    WritableStream,
    addAbortAlgorithm,
    applyInContext,
    atob,
    btoa,
    clearInterval,
    clearTimeout,
    console,
    constructorName,
    contextValues,
    crypto,
    environment,
    isAbortSignal,
    lazyNative,
    ownNonIndexKeys,
    performance,
    previewEntries,
    promiseResult,
    promiseState,
    proxyDetails,
    queueMicrotask,
    reportException,
    scheduler,
    setContextValues,
    setInterval,
    setTimeout,
    typeName,
  };
}
