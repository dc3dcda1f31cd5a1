// The worker that the cases run in: see tests/web/checks.js.

import { tests as bindings } from "./bindings.js";
import { workerOf } from "./checks.js";
import { tests as crypto } from "./crypto.js";
import { tests as encoding } from "./encoding.js";
import { tests as events } from "./events.js";
import { tests as node } from "./node.js";
import { tests as objects } from "./objects.js";
import { tests as octets } from "./octets.js";
import { tests as streams } from "./streams.js";

export { Methods } from "./methods.js";

export default workerOf({ bindings, crypto, encoding, events, node, objects, octets, streams });
