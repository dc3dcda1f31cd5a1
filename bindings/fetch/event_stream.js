// Reads text/event-stream (HTML, section 9.2.6).

import {
  NumberParseInt,
  RangeError,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  uncurryThis,
} from "../../js-api/internal/primordials.js";
import { TextDecoder } from "../../js-api/encoding/text_decoder.js";

const LF = 10;
const CR = 13;
const DIGITS = /^[0-9]+$/;
const MORE = { __proto__: null, stream: true };
// Characters that one event may have, so that a server that never ends one is not kept for ever.
const MAX_EVENT = 16 * 1024 * 1024;

const decode = uncurryThis(TextDecoder.prototype.decode);

/** Puts events together from octets, however these come. */
export class EventStream {
  /** What the server has named last; sent when the connection is made again. */
  lastEventId = "";
  #decoder = new TextDecoder();
  #onEvent;
  #onRetry;
  #line = "";
  // Whether the character before was a CR, which a LF may belong to.
  #wasCR = false;
  #type = "";
  #data = "";
  #hasData = false;
  #id;

  /**
   * @param {string} lastEventId
   * @param {(type: string, data: string) => void} onEvent
   * @param {(millis: number) => void} onRetry
   */
  constructor(lastEventId, onEvent, onRetry) {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
    this.#onEvent = onEvent;
    this.#onRetry = onRetry;
  }

  /** @param {Uint8Array} chunk */
  read(chunk) {
    const text = decode(this.#decoder, chunk, MORE);
    let begin = 0;
    for (let at = 0; at < text.length; ++at) {
      const code = StringPrototypeCharCodeAt(text, at);
      if (code === LF && this.#wasCR) {
        this.#wasCR = false;
        begin = at + 1;
        continue;
      }
      this.#wasCR = code === CR;
      if (code !== LF && code !== CR) continue;
      const line = this.#line + StringPrototypeSlice(text, begin, at);
      this.#line = "";
      begin = at + 1;
      this.#take(line);
    }
    this.#line += StringPrototypeSlice(text, begin);
    if (this.#line.length + this.#data.length > MAX_EVENT) {
      throw new RangeError(`An event has more than ${MAX_EVENT} characters.`);
    }
  }

  #take(line) {
    if (line === "") return this.#dispatch();
    const colon = StringPrototypeIndexOf(line, ":");
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : StringPrototypeSlice(line, 0, colon);
    let value = colon < 0 ? "" : StringPrototypeSlice(line, colon + 1);
    if (value !== "" && value[0] === " ") value = StringPrototypeSlice(value, 1);
    switch (field) {
      case "event":
        this.#type = value;
        break;
      case "data":
        this.#data += this.#hasData ? `\n${value}` : value;
        this.#hasData = true;
        break;
      case "id":
        if (!StringPrototypeIncludes(value, "\0")) this.#id = value;
        break;
      case "retry":
        if (RegExpPrototypeExec(DIGITS, value) !== null) this.#onRetry(NumberParseInt(value, 10));
        break;
      default:
    }
    return undefined;
  }

  #dispatch() {
    this.lastEventId = this.#id;
    const type = this.#type;
    const data = this.#data;
    const has = this.#hasData;
    this.#type = "";
    this.#data = "";
    this.#hasData = false;
    if (has) this.#onEvent(type === "" ? "message" : type, data);
  }
}
