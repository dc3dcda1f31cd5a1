// The worker that the checks run in; see checks.js.

import { tests as abort } from "./abort.js";
import { tests as blob } from "./blob.js";
import { tests as builtins } from "./builtins.js";
import { tests as byteStreams } from "./byte_streams.js";
import { workerOf } from "./checks.js";
import { tests as clock } from "./clock.js";
import { tests as compression } from "./compression.js";
import { tests as console } from "./console.js";
import { tests as crypto } from "./crypto.js";
import { tests as cryptoKeys } from "./crypto_keys.js";
import { tests as cryptoModern } from "./crypto_modern.js";
import { tests as digestStream } from "./digest_stream.js";
import { tests as encoding } from "./encoding.js";
import { tests as events } from "./events.js";
import { tests as fetch } from "./fetch.js";
import { tests as formData } from "./form_data.js";
import { tests as globalEvents } from "./global_events.js";
import { tests as identityStreams } from "./identity_streams.js";
import { tests as intrinsics } from "./intrinsics.js";
import { tests as messaging } from "./messaging.js";
import { tests as performance } from "./performance.js";
import { tests as piping } from "./piping.js";
import { tests as readableStreams } from "./readable_streams.js";
import { tests as restrictions } from "./restrictions.js";
import { tests as structuredClone } from "./structured_clone.js";
import { tests as timers } from "./timers.js";
import { tests as transformStreams } from "./transform_streams.js";
import { tests as url } from "./url.js";
import { tests as urlPattern } from "./url_pattern.js";
import { tests as wasm } from "./wasm.js";
import { tests as websocket } from "./websocket.js";
import { tests as worker } from "./worker.js";
import { tests as writableStreams } from "./writable_streams.js";

export default workerOf({
  abort,
  blob,
  builtins,
  byte_streams: byteStreams,
  clock,
  compression,
  console,
  crypto,
  crypto_keys: cryptoKeys,
  crypto_modern: cryptoModern,
  digest_stream: digestStream,
  encoding,
  events,
  fetch,
  form_data: formData,
  global_events: globalEvents,
  identity_streams: identityStreams,
  intrinsics,
  messaging,
  performance,
  piping,
  readable_streams: readableStreams,
  restrictions,
  structured_clone: structuredClone,
  timers,
  transform_streams: transformStreams,
  url,
  url_pattern: urlPattern,
  wasm,
  websocket,
  worker,
  writable_streams: writableStreams,
});
