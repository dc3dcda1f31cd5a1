import { AsyncLocalStorage } from "node:async_hooks";
import { nanoid } from "nanoid";

const requests = new AsyncLocalStorage();

/** Calls `handle` in a context of its own: all that it logs carries one id. */
export function inRequest(handle) {
  return requests.run(nanoid(), handle);
}

export function log(message) {
  console.log(`${requests.getStore()}: ${message}`);
}
