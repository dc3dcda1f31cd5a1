// The Body mixin (Fetch, section 5.3): what Request and Response have in common.

import { ObjectDefineProperty } from "../internal/primordials.js";
import { rejected } from "../internal/promises.js";
import { isUsed, streamOf } from "./body.js";
import {
  asArrayBuffer,
  asBlob,
  asBytes,
  asFormData,
  asJSON,
  asText,
  consumeBody,
} from "./body_reader.js";

/**
 * Gives the class `body`, `bodyUsed`, `arrayBuffer`, `blob`, `bytes`, `formData`, `json` and `text`.
 * @param {Function} Class
 * @param {(object) => Body|null} bodyOf the object's body; throws a TypeError for other objects
 * @param {(object) => string|null} contentTypeOf the value of its Content-Type
 */
export function defineBody(Class, bodyOf, contentTypeOf) {
  const { prototype } = Class;

  function defineGetter(name, get) {
    ObjectDefineProperty(get, "name", { __proto__: null, value: `get ${name}`, configurable: true });
    ObjectDefineProperty(prototype, name,
      { __proto__: null, get, enumerable: true, configurable: true });
  }
  function defineReader(name, read) {
    ObjectDefineProperty(prototype, name,
      { __proto__: null, value: read, writable: true, enumerable: true, configurable: true });
  }
  function readAs(object, how, needsType) {
    let body;
    let contentType = null;
    try {
      body = bodyOf(object);
      if (needsType) contentType = contentTypeOf(object);
    } catch (error) {
      return rejected(error);
    }
    return consumeBody(body, how, contentType);
  }

  const accessors = {
    body() {
      const body = bodyOf(this);
      return body === null ? null : streamOf(body);
    },
    bodyUsed() {
      const body = bodyOf(this);
      return body !== null && isUsed(body);
    },
  };
  const readers = {
    arrayBuffer() {
      return readAs(this, asArrayBuffer, false);
    },
    blob() {
      return readAs(this, asBlob, true);
    },
    bytes() {
      return readAs(this, asBytes, false);
    },
    formData() {
      return readAs(this, asFormData, true);
    },
    json() {
      return readAs(this, asJSON, false);
    },
    text() {
      return readAs(this, asText, false);
    },
  };
  defineGetter("body", accessors.body);
  defineGetter("bodyUsed", accessors.bodyUsed);
  defineReader("arrayBuffer", readers.arrayBuffer);
  defineReader("blob", readers.blob);
  defineReader("bytes", readers.bytes);
  defineReader("formData", readers.formData);
  defineReader("json", readers.json);
  defineReader("text", readers.text);
}
