// The worker that the checks run in; see tests/web/checks.js.

import { tests as assert } from "./assert_module.js";
import { tests as asyncHooks } from "./async_hooks.js";
import { tests as buffer } from "./buffer.js";
import { workerOf } from "./checks.js";
import { tests as cipher } from "./cipher.js";
import { tests as crypto } from "./crypto.js";
import { tests as events } from "./events.js";
import { tests as globals } from "./globals.js";
import { tests as keys } from "./keys.js";
import { tests as modules } from "./modules.js";
import { tests as path } from "./path.js";
import { tests as process } from "./process.js";
import { tests as stream } from "./stream.js";
import { tests as stringDecoder } from "./string_decoder.js";
import { tests as timers } from "./timers.js";
import { tests as url } from "./url.js";
import { tests as util } from "./util.js";

export default workerOf({
  assert_module: assert,
  async_hooks: asyncHooks,
  buffer,
  cipher,
  crypto,
  events,
  globals,
  keys,
  modules,
  path,
  process,
  stream,
  string_decoder: stringDecoder,
  timers,
  url,
  util,
});
