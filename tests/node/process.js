import process from "node:process";
import { assert, assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "the environment is the worker's variables, as text": () => {
    assertEquals(process.env.GREETING, "hello");
    assertEquals(process.env.LIMITS, '{"n":3}');
    assertEquals(process.env.NOTHING, undefined);
    process.env.NUMBER = 5;
    assertEquals(process.env.NUMBER, "5");
    delete process.env.NUMBER;
    assertEquals("NUMBER" in process.env, false);
  },

  "what libraries look for": () => {
    assertEquals(process.platform, "linux");
    assert(/^v\d+\.\d+\.\d+$/.test(process.version));
    assertEquals(`v${process.versions.node}`, process.version);
    assertEquals(Object.prototype.toString.call(process), "[object process]");
    assertEquals(process.cwd(), "/");
    assertEquals(process.argv.length > 0, true);
    const [seconds, nanos] = process.hrtime();
    assert(Number.isInteger(seconds) && Number.isInteger(nanos));
    assertEquals(typeof process.hrtime.bigint(), "bigint");
  },

  "ticks come after what runs, in order, with arguments": async () => {
    const seen = [];
    await new Promise((resolve) => {
      process.nextTick((a, b) => seen.push(a + b), 1, 2);
      process.nextTick(() => resolve(seen.push("last")));
      seen.push("now");
    });
    assertEquals(seen, ["now", 3, "last"]);
    assertThrows(() => process.nextTick(5), TypeError);
  },

  "it is an emitter": async () => {
    const warning = new Promise((resolve) => process.once("warning", resolve));
    process.emitWarning("careful", { code: "X1" });
    const { name, message, code } = await warning;
    assertEquals([name, message, code], ["Warning", "careful", "X1"]);
  },

  "it writes lines to the log": () => {
    assertEquals(process.stdout.write("a line of stdout\n"), true);
    assertEquals(process.stderr.isTTY, false);
  },

  "it does not end the isolate": () => {
    assertThrows(() => process.exit(1));
  },
};
