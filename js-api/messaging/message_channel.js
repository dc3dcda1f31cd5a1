// MessageChannel (HTML, section 9.4.3).

import { defineInterface } from "../internal/webidl.js";
import { createPort, entangle } from "./port_state.js";

/** Two ports: what is sent into one comes out of the other. */
export class MessageChannel {
  #port1 = createPort();
  #port2 = createPort();

  constructor() {
    entangle(this.#port1, this.#port2);
  }

  get port1() {
    return this.#port1;
  }

  get port2() {
    return this.#port2;
  }
}
defineInterface(MessageChannel, "MessageChannel");
