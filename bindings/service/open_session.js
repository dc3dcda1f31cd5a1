// The end of a session that calls: a request to the worker of a binding, whose body is made of frames,
// and so is the response's.

import { finishFetch, writeFetch } from "native:fetch";
import { readNativeBody } from "native:invocation";
import { invocation } from "native:runtime";
import { startServiceFetch } from "native:service";
import { otherRequestError } from "../../js-api/fetch/request_body_source.js";
import { toList } from "../../js-api/internal/lists.js";
import { Error } from "../../js-api/internal/primordials.js";
import { then } from "../../js-api/internal/promises.js";
import { FrameWriter } from "../../js-api/rpc/frame_writer.js";
import { Session } from "../../js-api/rpc/session.js";
import { nextNumber } from "../fetch/numbers.js";

// A BodyKind of outgoing.h.
const BODY_STREAM = 2;
// Nobody sees it but who reads the log: requests have one.
const URL = "http://rpc/";

/**
 * @param {number} grant the binding's place among the worker's
 * @param {string} method that is called first, for the other end's log
 * @returns {Session}
 */
export function openSession(grant, method) {
  const id = invocation();
  if (id === 0) {
    throw new Error(
      "Disallowed operation called within global scope. Another worker can be called only while a " +
        "request is handled.");
  }
  const number = nextNumber();
  const writer = new FrameWriter((frame) => writeFetch(number, frame));
  const session = new Session((frame) => {
    if (invocation() !== id) throw otherRequestError();
    writer.push(frame);
  }, () => writer.finish(() => finishFetch(number)));

  const onFailure = (error) => session.break(error);
  const read = () => {
    then(readNativeBody(id, number), (result) => {
      if (result === undefined) {
        session.break(new Error("The RPC session is over: the worker that was called has ended it."));
        return;
      }
      try {
        session.push(result.value);
      } catch (error) {
        session.break(error);
        return;
      }
      read();
    }, onFailure);
  };
  const head = startServiceFetch(
    grant, method, number, "RPC", URL, "", BODY_STREAM, undefined, undefined);
  then(head, (result) => {
    const status = toList(result.value)[0];
    if (status === "200") {
      read();
      return;
    }
    session.break(new Error(`The worker that was called could not run: it answered ${status}.`));
  }, onFailure);
  return session;
}
