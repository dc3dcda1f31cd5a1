// What comes from another worker: see encode.js.

import { deserialize } from "native:runtime";
import { ObjectDefineProperty } from "../internal/primordials.js";
import { List, toList } from "../internal/lists.js";
import { createBlob } from "../blob/blob.js";
import { createFile } from "../blob/file.js";
import { domException } from "../errors/dom_exception.js";
import { BYTES, Body, STREAM } from "../fetch/body.js";
import { newHeaders } from "../fetch/headers.js";
import { Request } from "../fetch/request.js";
import { newFetchResponse } from "../fetch/response.js";
import { readFrom, writeTo } from "./stream_targets.js";

function newException(message, name, stack) {
  const exception = domException(message, name);
  ObjectDefineProperty(exception, "stack",
    { __proto__: null, value: stack, writable: true, enumerable: false, configurable: true });
  return exception;
}

// The objects of one message.
class References {
  #session;
  #descriptions;
  #objects;

  constructor(session, descriptions) {
    this.#session = session;
    this.#descriptions = descriptions;
    this.#objects = new List();
    this.#objects.length = descriptions.length;
  }

  /** All of them, in order. */
  makeAll() {
    const objects = this.#objects;
    for (let i = 0; i < objects.length; ++i) this.#at(i);
    return objects;
  }

  #at(place) {
    return (this.#objects[place] ??= this.#make(this.#descriptions[place]));
  }

  #make(array) {
    const session = this.#session;
    const description = toList(array);
    const first = description[1];
    const second = description[2];
    const third = description[3];
    const fourth = description[4];
    switch (description[0]) {
      case "stub":
        return session.import(first);
      case "own":
        return session.exported(first);
      case "readable":
        return session.importWith(first, readFrom);
      case "writable":
        return session.importWith(first, writeTo);
      case "headers":
        return newHeaders(toList(first), false);
      case "request":
        return this.#makeRequest(first, second, third, fourth, description[5]);
      case "response":
        return newFetchResponse(first, second, toList(third), this.#makeBody(fourth), "", false);
      case "blob":
        return createBlob(first, second);
      case "file":
        return createFile(first, second, third, fourth);
      default:
        return newException(first, second, third);
    }
  }

  #makeBody(body) {
    if (body === null) return null;
    if (typeof body === "number") return new Body(STREAM, undefined, this.#at(body));
    return new Body(BYTES, body, null);
  }

  #makeRequest(method, url, fields, body, redirect) {
    return new Request(url, {
      __proto__: null,
      method,
      headers: newHeaders(toList(fields), false),
      body: typeof body === "number" ? this.#at(body) : body,
      redirect,
    });
  }
}

const NOTHING = [];

/**
 * @param {object} session see session.js
 * @param {Uint8Array|null} references
 * @param {Uint8Array} message
 * @returns {any} what encode was given
 */
export function decode(session, references, message) {
  if (references === null) return deserialize(message, NOTHING);
  const descriptions = deserialize(references, NOTHING);
  return deserialize(message, new References(session, descriptions).makeAll());
}
