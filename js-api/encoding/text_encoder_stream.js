// TextEncoderStream (Encoding Standard, section 7.6).

import { utf8Encode } from "native:encoding";
import {
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
} from "../internal/primordials.js";
import { defineInterface, toDOMString } from "../internal/webidl.js";
import { createTransform } from "../streams/internal_api.js";

function endsWithHighSurrogate(text) {
  return (StringPrototypeCharCodeAt(text, text.length - 1) & 0xfc00) === 0xd800;
}

/** A transform of strings to the octets of their UTF-8. */
export class TextEncoderStream {
  #transform;

  constructor() {
    // Half of a surrogate pair, whose other half the next chunk may begin with.
    let kept = "";
    this.#transform = createTransform({
      __proto__: null,
      transform(chunk, controller) {
        let text = kept + toDOMString(chunk);
        kept = "";
        if (text.length > 0 && endsWithHighSurrogate(text)) {
          kept = StringPrototypeSlice(text, -1);
          text = StringPrototypeSlice(text, 0, -1);
        }
        if (text.length > 0) controller.enqueue(utf8Encode(text));
      },
      flush(controller) {
        if (kept !== "") controller.enqueue(utf8Encode(kept));
      },
    });
  }

  get encoding() {
    this.#transform;
    return "utf-8";
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }
}
defineInterface(TextEncoderStream, "TextEncoderStream");
