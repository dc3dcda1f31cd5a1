// WebAssembly.compileStreaming and instantiateStreaming (WebAssembly Web API, section 3). The whole
// body is read before it is compiled.

import {
  ObjectDefineProperty,
  StringPrototypeToLowerCase,
  TypeError,
} from "../internal/primordials.js";
import { rejected, resolved, then, thenPromise } from "../internal/promises.js";
import { describe, isObject, quote } from "../internal/webidl.js";
import { asBytes, consumeBody } from "../fetch/body_reader.js";
import { listGet } from "../fetch/header_list.js";
import { isResponse, partsOf } from "../fetch/response.js";

// V8's own, which there are none of before an isolate starts.
let compile;
let instantiate;

function compileParts(where, status, statusText, headers, body) {
  const type = listGet(headers, "content-type");
  if (type === null || StringPrototypeToLowerCase(type) !== "application/wasm") {
    throw new TypeError(`${where}: the response's content-type is ` +
      `${type === null ? "missing" : quote(type)}; expected "application/wasm".`);
  }
  if (status < 200 || status > 299) {
    throw new TypeError(`${where}: the response's status is ${status}; expected 200 to 299.`);
  }
  return thenPromise(consumeBody(body, asBytes, null), (bytes) => compile(bytes));
}

// "Compile a potential WebAssembly response".
function compileSource(source, where) {
  return thenPromise(resolved(source), (response) => {
    if (isResponse(response)) return partsOf(response, compileParts, where);
    throw new TypeError(`${where}: found ${describe(response)}; expected a Response.`);
  });
}

// Methods, which no worker can construct.
const { compileStreaming, instantiateStreaming } = {
  /** @returns {Promise<WebAssembly.Module>} of a Response, or of a promise of one */
  compileStreaming(source) {
    return compileSource(source, "WebAssembly.compileStreaming()");
  },

  /** @returns {Promise<{module: WebAssembly.Module, instance: WebAssembly.Instance}>} */
  instantiateStreaming(source, importObject = undefined) {
    const where = "WebAssembly.instantiateStreaming()";
    if (importObject !== undefined && !isObject(importObject)) {
      return rejected(new TypeError(
        `${where}: the imports are ${describe(importObject)}; expected an object.`));
    }
    return thenPromise(compileSource(source, where), (module) =>
      then(instantiate(module, importObject), (instance) => ({ module, instance })));
  },
};

function define(namespace, name, value) {
  ObjectDefineProperty(namespace, name,
    { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/**
 * Puts both into the WebAssembly namespace. Called in each isolate before code of the worker runs:
 * V8 defines this global when it reads the snapshot.
 */
export function defineWebAssemblyStreaming() {
  const { WebAssembly } = globalThis;
  if (!isObject(WebAssembly)) return;
  ({ compile, instantiate } = WebAssembly);
  define(WebAssembly, "compileStreaming", compileStreaming);
  define(WebAssembly, "instantiateStreaming", instantiateStreaming);
}
