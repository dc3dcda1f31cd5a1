// The body of the request that an invocation answers, whose octets the server holds.

import { cancelRequestBody, readRequestBody } from "native:invocation";
import { invocation } from "native:runtime";
import { Error } from "../internal/primordials.js";
import { rejected } from "../internal/promises.js";

/** The error for a body that another request's handler reads. */
export function otherRequestError() {
  return new Error(
    "Cannot perform I/O on behalf of a different request. I/O objects (such as streams, " +
      "request/response bodies, and others) created in the context of one request handler cannot " +
      "be accessed from a different request's handler.",
  );
}

/** A native source (see createNativeStream). A response gives it back to the server unread. */
export class RequestBodySource {
  kind = "request";
  invocation;

  /** @param {number} invocation whose request it is */
  constructor(invocation) {
    this.invocation = invocation;
  }

  read() {
    if (invocation() !== this.invocation) return rejected(otherRequestError());
    return readRequestBody(this.invocation);
  }

  cancel() {
    cancelRequestBody(this.invocation);
  }
}
