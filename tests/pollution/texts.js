// What the calls are written with: as api_calls.js, they use nothing that may have been replaced.

import { call, get, make } from "./replaced.js";

export function utf8(text) {
  return call(make("TextEncoder"), "encode", text);
}

/** A list whose items are added with add() and shown by show(). */
export function newList() {
  return { __proto__: null, length: 0 };
}

export function add(list, item) {
  list[list.length++] = item;
}

export function show(list) {
  let text = "";
  for (let i = 0; i < list.length; ++i) text += `${i === 0 ? "" : "|"}${list[i]}`;
  return text;
}

/** The octets of an ArrayBuffer or a view, in hexadecimal. */
export function hex(source) {
  const octets = make("Uint8Array", source);
  const length = get(octets, "length");
  let text = "";
  for (let i = 0; i < length; ++i) {
    const octet = octets[i];
    text += "0123456789abcdef"[octet >> 4] + "0123456789abcdef"[octet & 15];
  }
  return text;
}

/** The text of a body or a stream. */
export function textOf(stream) {
  return call(make("Response", stream), "text");
}

export function sleep(millis) {
  return make("Promise", (done) => call(globalThis, "setTimeout", done, millis));
}

/** The name of what `use` throws or rejects with. */
export async function failure(use) {
  try {
    await use();
  } catch (error) {
    return `${get(error, "name")}: ${get(error, "message")}`;
  }
  return "no failure";
}

/** A stream of the chunk alone. */
export function streamOf(chunk, type = undefined) {
  return make("ReadableStream", {
    __proto__: null,
    type,
    start(controller) {
      call(controller, "enqueue", chunk);
      call(controller, "close");
    },
  });
}
