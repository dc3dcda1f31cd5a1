// A WebSocket to a server: what has the other end of one that the worker has opened.

import {
  closeToServer,
  receiveFromServer as receive,
  relayToServer,
  sendBytesToServer,
  sendTextToServer,
  writtenToServer,
} from "native:fetch";
import { utf8Decode } from "native:encoding";
import {
  ErrorPrototypeToString,
  NumberParseInt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  TypedArrayPrototypeGetByteLength,
} from "../../js-api/internal/primordials.js";
import { subarray, copyOctets } from "../../js-api/internal/buffer_source.js";
import { then } from "../../js-api/internal/promises.js";
import { receiveFromServer, receiveServerEnd } from "../../js-api/websocket/socket_end.js";

// The last octet of an event of sockets.h.
const TEXT = 0x74;
const BYTES = 0x62;
const ABNORMAL = 1006;
// More than this that is not known to be written is asked for.
const ASK_ABOVE = 1 << 20;

function doNothing() {}

/** The end that a server has. */
export class ServerSocket {
  #id;
  #number;
  #end;
  #isReading = false;
  // Octets of payload that were sent, and that are known to be written.
  #sent = 0;
  #written = 0;
  #isAsking = false;

  /**
   * @param {number} id the invocation that has opened it
   * @param {number} number of its request
   * @param {SocketEnd} end the worker's
   */
  constructor(id, number, end) {
    this.#id = id;
    this.#number = number;
    this.#end = end;
  }

  sendText(text) {
    this.#count(sendTextToServer(this.#id, this.#number, text));
  }

  sendBytes(octets) {
    this.#count(sendBytesToServer(this.#id, this.#number, octets));
  }

  /**
   * Octets that were sent and are not known to be written: those that wait, and at most 1 MiB of which
   * nobody has asked since they were written.
   */
  get buffered() {
    if (this.#sent > this.#written) this.#ask();
    return this.#sent - this.#written;
  }

  #count(octets) {
    this.#sent += octets;
    if (this.#sent - this.#written > ASK_ABOVE) this.#ask();
  }

  #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    then(writtenToServer(this.#id, this.#number), this.#onWritten, doNothing);
  }

  #onWritten = (octets) => {
    this.#isAsking = false;
    this.#written = octets;
  };

  close(code, reason) {
    closeToServer(this.#id, this.#number, code, reason);
    this.read();
  }

  /**
   * Answers the request of the invocation with this server's WebSocket: the runtime has both ends then,
   * and JavaScript neither. False where it cannot be given away any more.
   */
  relay(id, statusText, fields) {
    if (this.#isReading || id !== this.#id) return false;
    relayToServer(id, this.#number, statusText, fields);
    return true;
  }

  /** Begins to give what the server sends. */
  read() {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#next();
  }

  #next() {
    then(receive(this.#id, this.#number), this.#onEvent, this.#onLost);
  }

  #onEvent = ({ value }) => {
    const last = TypedArrayPrototypeGetByteLength(value) - 1;
    const kind = value[last];
    const octets = subarray(value, 0, last);
    if (kind === TEXT) {
      receiveFromServer(this.#end, utf8Decode(octets, false, true));
    } else if (kind === BYTES) {
      receiveFromServer(this.#end, copyOctets(octets));
    } else {
      return this.#onClose(utf8Decode(octets, false, true));
    }
    return this.#next();
  };

  // Code, "1" when it was clean, what went wrong, the reason.
  #onClose(text) {
    const clean = StringPrototypeIndexOf(text, "\n") + 1;
    const error = StringPrototypeIndexOf(text, "\n", clean) + 1;
    const reason = StringPrototypeIndexOf(text, "\n", error) + 1;
    receiveServerEnd(this.#end, NumberParseInt(text, 10), StringPrototypeSlice(text, reason),
      error - clean > 1, StringPrototypeSlice(text, error, reason - 1));
  }

  // The invocation that has opened it is over.
  #onLost = (error) => {
    receiveServerEnd(this.#end, ABNORMAL, "", false, ErrorPrototypeToString(error));
  };
}
