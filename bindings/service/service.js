// env.NAME for an entry of `services`: another worker of the node.

import { startServiceFetch } from "native:service";
import { fieldBlock } from "../../js-api/fetch/header_list.js";
import { rejected } from "../../js-api/internal/promises.js";
import { requireArguments } from "../../js-api/internal/webidl.js";
import { ROOT } from "../../js-api/rpc/session.js";
import { newServiceStub } from "../../js-api/rpc/stubs.js";
import { fetchVia } from "../fetch/fetch.js";
import { openSession } from "./open_session.js";

// Where calls of the methods of a binding begin: each has a session of its own.
class ServiceOrigin {
  #grant;

  constructor(grant) {
    this.#grant = grant;
  }

  call(path, values) {
    return openSession(this.#grant, path[0]).call(ROOT, path, values);
  }

  get(path) {
    return openSession(this.#grant, path[0]).get(ROOT, path);
  }

  dispose() {}
}

/**
 * The object for a binding.
 * @param {number} grant its place among the worker's
 */
export function newService(grant) {
  const via = {
    __proto__: null,
    fieldsOf: fieldBlock,
    start: (number, method, url, fields, kind, bytes, source) =>
      startServiceFetch(grant, "", number, method, url, fields, kind, bytes, source),
  };
  function fetch(input, init = undefined) {
    try {
      requireArguments(1, arguments.length, "Fetcher", "fetch");
      return fetchVia(via, input, init);
    } catch (error) {
      return rejected(error);
    }
  }
  return newServiceStub(new ServiceOrigin(grant), {
    __proto__: null,
    fetch: () => fetch,
    // A binding is no promise.
    then: () => undefined,
  });
}
