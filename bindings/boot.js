// What the start-up snapshot is made of: js-api, and the JavaScript halves of the bindings.

import { setBindingKinds } from "../js-api/worker/environment.js";
import { newKvNamespace } from "./kv/kv_namespace.js";

export * from "../js-api/boot.js";

// What makes the object of each kind of binding: (place) => object.
setBindingKinds({
  __proto__: null,
  kv: newKvNamespace,
});
