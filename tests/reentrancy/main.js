// The worker that the cases run in: see tests/web/checks.js.

import { workerOf } from "./checks.js";
import { tests as crypto } from "./crypto.js";
import { tests as encoding } from "./encoding.js";
import { tests as events } from "./events.js";
import { tests as network } from "./network.js";
import { tests as node } from "./node.js";
import { tests as objects } from "./objects.js";
import { tests as octets } from "./octets.js";
import { tests as rpc } from "./rpc.js";
import { tests as storage } from "./storage.js";
import { tests as streams } from "./streams.js";

export { Methods } from "./methods.js";

export default workerOf({
  crypto,
  encoding,
  events,
  network,
  node,
  objects,
  octets,
  rpc,
  storage,
  streams,
});
