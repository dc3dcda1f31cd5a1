// TextDecoderStream (Encoding Standard, section 7.5).

import { TypeError, uncurryThis } from "../internal/primordials.js";
import { defineInterface } from "../internal/webidl.js";
import { createTransform } from "../streams/internal_api.js";
import { TextDecoder } from "./text_decoder.js";

const MORE = { __proto__: null, stream: true };
const decodeWith = uncurryThis(TextDecoder.prototype.decode);

/** A transform of octets to strings. */
export class TextDecoderStream {
  #decoder;
  #transform;

  /**
   * @param {string} [label]
   * @param {{fatal?: boolean, ignoreBOM?: boolean}} [options]
   */
  constructor(label = "utf-8", options = undefined) {
    const decoder = new TextDecoder(label, options);
    this.#decoder = decoder;
    this.#transform = createTransform({
      __proto__: null,
      transform(chunk, controller) {
        if (chunk === undefined) throw new TypeError("A chunk is undefined; expected a BufferSource.");
        const text = decodeWith(decoder, chunk, MORE);
        if (text !== "") controller.enqueue(text);
      },
      flush(controller) {
        const text = decodeWith(decoder);
        if (text !== "") controller.enqueue(text);
      },
    });
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }
}
defineInterface(TextDecoderStream, "TextDecoderStream");
