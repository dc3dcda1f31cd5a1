// The root of what every isolate starts with: js-api, and the JavaScript of the bindings on top of it.
// It is evaluated when the runtime is built, into the snapshot; its exports are what the server calls.

import { setBindingKinds } from "../js-api/worker/environment.js";
import { defineAttributes, defineInterfaces, defineMembers } from "../js-api/worker/globals.js";
import { Cache } from "./cache/cache.js";
import { CacheStorage, caches } from "./cache/cache_storage.js";
import { EventSource } from "./fetch/event_source.js";
import { fetch } from "./fetch/fetch.js";
import { newKvNamespace } from "./kv/kv_namespace.js";
import { newService } from "./service/service.js";

export * from "../js-api/boot.js";

defineInterfaces({ Cache, CacheStorage, EventSource });
defineAttributes({ caches });
defineMembers({ fetch });

// What makes the object of each kind of binding: (place) => object.
setBindingKinds({
  __proto__: null,
  kv: newKvNamespace,
  service: newService,
});
