// The `navigator` global (HTML, section 8.10).

import { TypeError } from "../internal/primordials.js";
import { defineInterface } from "../internal/webidl.js";

let constructing = false;

/** What the runtime says of itself. */
export class Navigator {
  #brand;

  constructor() {
    if (!constructing) throw new TypeError("Illegal constructor");
  }

  /** What libraries look for to find out that they run in a worker of this kind. */
  get userAgent() {
    this.#brand;
    return "Cloudflare-Workers";
  }

  get language() {
    this.#brand;
    return "en";
  }
}
defineInterface(Navigator, "Navigator");

constructing = true;
/** The one Navigator. */
export const navigator = new Navigator();
constructing = false;
