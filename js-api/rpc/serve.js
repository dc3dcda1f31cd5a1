// The end of a session that is called: a response whose body is made of frames, and so is the request's.

import { endResponse, readRequestBody, startResponse, writeResponse } from "native:invocation";
import { Error } from "../internal/primordials.js";
import { then } from "../internal/promises.js";
import { failWith } from "../worker/failure.js";
import { FrameWriter } from "./frame_writer.js";
import { Session } from "./session.js";

/**
 * Lets another worker call the methods of an entrypoint until it has nothing of it any more.
 * @param {Invocation} invocation
 * @param {() => Root} makeRoot called once, by the first call: the object that calls begin at
 */
export function serveMethods(invocation, makeRoot) {
  const { id } = invocation;
  startResponse(id, 200, "", "", undefined);
  const writer = new FrameWriter((frame) => writeResponse(id, frame));
  const session = new Session((frame) => writer.push(frame), null);
  let failed = false;
  let failure;
  session.setRoot(makeRoot, (error) => {
    failed = true;
    failure = error;
  });

  const end = (reason) => {
    session.break(reason);
    writer.finish(() => {
      endResponse(id);
      if (failed) failWith(invocation, failure);
      invocation.done();
    });
  };
  const read = () => {
    then(readRequestBody(id), (result) => {
      if (result === undefined) {
        end(new Error("The RPC session is over: the caller has nothing of it any more."));
        return;
      }
      try {
        session.push(result.value);
      } catch (error) {
        end(error);
        return;
      }
      read();
    }, end);
  };
  read();
}
