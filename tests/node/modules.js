import bareConstants from "constants";
import bareEvents from "events";
import channel from "node:diagnostics_channel";
import events from "node:events";
import module, { builtinModules, createRequire, isBuiltin } from "node:module";
import os from "node:os";
import perfHooks from "node:perf_hooks";
import punycode from "node:punycode";
import sys from "node:sys";
import util from "node:util";
import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

export const tests = {
  "every module loads, by both names": async () => {
    for (const name of builtinModules) {
      const namespace = await import(`node:${name}`);
      assertEquals((await import(name)).default, namespace.default, name);
      assert(namespace.default !== undefined, name);
    }
    assertEquals([bareEvents, sys], [events, util]);
    assertEquals(bareConstants.SIGTERM, 15);
  },

  "exports are the members of the default": async () => {
    const { default: path, ...members } = await import("node:path");
    assertEquals(members.join, path.join);
    assertEquals(Object.keys(path).every((key) => members[key] === path[key]), true);
  },

  "require gives the same": () => {
    const require = createRequire(import.meta.url);
    assertEquals(require("node:events"), events);
    assertEquals(require("events"), events);
    assertEquals(require("events/"), events);
    assertEquals(module.createRequire, createRequire);
    assert(isBuiltin("node:fs/promises") === false && isBuiltin("path") === true);
    assertEquals(process.getBuiltinModule("node:util"), util);
    assertEquals(process.getBuiltinModule("node:fs"), undefined);
  },

  "what is not supported says so by name": async () => {
    const error = await assertRejects(import("node:child_process"));
    assertEquals(error.message,
      '"node:child_process" is not supported; a worker starts no processes.');
    assertEquals((await assertRejects(import("node:nope"))).message,
      '"node:nope" is not a module of Node.');
    assert(assertThrows(() => createRequire("/")("fs")).message.startsWith('"fs" is not supported; '));
  },

  "diagnostics_channel": () => {
    const seen = [];
    const subscriber = (message, name) => seen.push([name, message.x]);
    channel.subscribe("c", subscriber);
    channel.channel("c").publish({ x: 1 });
    assertEquals(channel.hasSubscribers("c"), true);
    channel.unsubscribe("c", subscriber);
    channel.channel("c").publish({ x: 2 });
    assertEquals(seen, [["c", 1]]);
    const tracing = channel.tracingChannel("t");
    const traced = [];
    tracing.subscribe({ start: () => traced.push("start"), end: () => traced.push("end") });
    assertEquals(tracing.traceSync((a) => a + 1, {}, null, 1), 2);
    assertEquals(traced, ["start", "end"]);
  },

  "os, perf_hooks and punycode": () => {
    assertEquals([os.EOL, os.platform(), os.type(), `${os.arch}`], ["\n", "linux", "Linux", "x64"]);
    assertEquals(os.constants.signals.SIGINT, 2);
    assertEquals(perfHooks.performance, performance);
    assertEquals(punycode.toASCII("ma\u00f1ana.com"), "xn--maana-pta.com");
  },
};
