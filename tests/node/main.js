// The worker that the checks run in; see tests/web/main.js.

import { tests as assert } from "./assert_module.js";
import { tests as asyncHooks } from "./async_hooks.js";
import { tests as buffer } from "./buffer.js";
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

const files = {
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
