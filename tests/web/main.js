// The worker that the checks run in. `/` answers with the list of them, as [file, name] pairs;
// `/run?file=F&name=N` runs one: 200, or 500 with what it threw.

import { tests as abort } from "./abort.js";
import { tests as blob } from "./blob.js";
import { tests as builtins } from "./builtins.js";
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
import { tests as restrictions } from "./restrictions.js";
import { tests as streams } from "./streams.js";
import { tests as structuredClone } from "./structured_clone.js";
import { tests as timers } from "./timers.js";
import { tests as url } from "./url.js";
import { tests as urlPattern } from "./url_pattern.js";
import { tests as wasm } from "./wasm.js";
import { tests as websocket } from "./websocket.js";
import { tests as worker } from "./worker.js";

const files = {
  abort,
  blob,
  builtins,
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
  restrictions,
  streams,
  structured_clone: structuredClone,
  timers,
  url,
  url_pattern: urlPattern,
  wasm,
  websocket,
  worker,
};

async function run(file, name) {
  const test = files[file]?.[name];
  if (test === undefined) return new Response(`there is no ${name} in ${file}`, { status: 404 });
  try {
    await test();
  } catch (error) {
    return new Response(`${error?.stack ?? error}`, { status: 500 });
  }
  return new Response("passed");
}

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/run") return await run(searchParams.get("file"), searchParams.get("name"));
    const list = [];
    for (const file of Object.keys(files)) {
      for (const name of Object.keys(files[file])) list.push([file, name]);
    }
    return Response.json(list);
  },
};
