// Sends a Response to the client.

import {
  abortResponse,
  endResponse,
  requestMethod,
  respondBytes,
  respondEmpty,
  respondNativeBody,
  respondRequestBody,
  respondText,
  startResponse,
  writeResponse,
} from "native:invocation";
import { then } from "../internal/promises.js";
import { BYTES, SOURCE, TEXT, isUnusable, unusableError } from "../fetch/body.js";
import { fieldBlock, listGet } from "../fetch/header_list.js";
import { otherRequestError } from "../fetch/request_body_source.js";
import { partsOf } from "../fetch/response.js";
import {
  cancelStream,
  createNativeStream,
  expectedLengthOf,
  forEachChunk,
  takeNativeSource,
} from "../streams/internal_api.js";
import { sendToClient } from "../websocket/socket_end.js";
import { endOf } from "../websocket/websocket.js";
import { failBecause, failWith, messageOf } from "./failure.js";

// Each of these returns the promise of the response's end, or undefined when nothing is left to do
// for JavaScript.

function sendRequestBody(invocation, status, statusText, fields, source) {
  const { id } = invocation;
  if (source !== id) failWith(invocation, otherRequestError());
  else respondRequestBody(id, status, statusText, fields, source);
  return undefined;
}

// What a native source of the kind "native" has: the server pumps it.
function sendNativeBody(invocation, status, statusText, fields, source) {
  const { id } = invocation;
  if (source.invocation !== id) {
    failWith(invocation, otherRequestError());
  } else if (requestMethod(id) === "HEAD") {
    source.cancel();
    respondEmpty(id, status, statusText, fields, false);
  } else {
    respondNativeBody(id, status, statusText, fields, source.number);
  }
  return undefined;
}

function sendStream(invocation, status, statusText, fields, stream) {
  const { id } = invocation;
  const length = expectedLengthOf(stream);
  if (requestMethod(id) === "HEAD") {
    cancelStream(stream, undefined);
    startResponse(id, status, statusText, fields, length);
    endResponse(id);
    return undefined;
  }
  const source = takeNativeSource(stream);
  if (source?.kind === "request") {
    return sendRequestBody(invocation, status, statusText, fields, source.invocation);
  }
  if (source?.kind === "native") {
    return sendNativeBody(invocation, status, statusText, fields, source);
  }
  if (source?.kind === "bytes") {
    respondBytes(id, status, statusText, fields, source.bytes, invocation.endsWithResponse());
    return undefined;
  }
  startResponse(id, status, statusText, fields, length);
  const sent = source === undefined ? stream : createNativeStream(source);
  invocation.responseStream = sent;
  return forEachChunk(sent, (chunk) => writeResponse(id, chunk));
}

function sendSocket(invocation, statusText, list, socket) {
  const protocol = listGet(list, "sec-websocket-protocol") ?? "";
  try {
    sendToClient(endOf(socket), invocation, statusText, fieldBlock(list), protocol);
  } catch (error) {
    failWith(invocation, error);
  }
}

function send(invocation, status, statusText, list, body, socket) {
  const { id } = invocation;
  if (socket !== null) return sendSocket(invocation, statusText, list, socket);
  if (status === 0) {
    failBecause(invocation,
      "TypeError: The worker's fetch handler returned Response.error(), a network error, which " +
        "cannot be sent.");
    return undefined;
  }
  const fields = fieldBlock(list);
  if (body === null) {
    respondEmpty(id, status, statusText, fields, invocation.endsWithResponse());
    return undefined;
  }
  if (isUnusable(body)) {
    failWith(invocation, unusableError(body));
    return undefined;
  }
  if (body.stream !== null) return sendStream(invocation, status, statusText, fields, body.stream);
  body.used = true;
  if (body.kind === TEXT) {
    respondText(id, status, statusText, fields, body.source, invocation.endsWithResponse());
  } else if (body.kind === BYTES) {
    respondBytes(id, status, statusText, fields, body.source, invocation.endsWithResponse());
  } else if (body.kind === SOURCE) {
    return sendNativeBody(invocation, status, statusText, fields, body.source);
  } else {
    return sendRequestBody(invocation, status, statusText, fields, body.source);
  }
  return undefined;
}

/**
 * Answers the request of an invocation, and says that its handler is done once the response is.
 * @param {Invocation} invocation
 * @param {Response} response
 */
export function respond(invocation, response) {
  const ended = partsOf(response, send, invocation);
  if (ended === undefined) {
    invocation.done();
    return;
  }
  const { id } = invocation;
  then(ended, () => {
    endResponse(id);
    invocation.done();
  }, (error) => {
    abortResponse(id, messageOf(error));
    invocation.done();
  });
}
