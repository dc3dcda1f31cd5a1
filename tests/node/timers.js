import timers from "node:timers";
import promises, { scheduler, setImmediate, setInterval, setTimeout as wait }
  from "node:timers/promises";
import { promisify } from "node:util";
import { assert, assertEquals, assertRejects } from "./assert.js";

export const tests = {
  "a timer is an object": async () => {
    assertEquals(timers.promises, promises);
    let count = 0;
    const timer = timers.setTimeout((x) => {
      count += x;
    }, 1, 2);
    assertEquals([timer.hasRef(), timer.unref() === timer, timer.hasRef()], [true, true, false]);
    assertEquals(typeof +timer, "number");
    timer.refresh();
    await wait(5);
    assertEquals(count, 2);
    const stopped = timers.setInterval(() => ++count, 1);
    timers.clearInterval(stopped);
    clearTimeout(timers.setTimeout(() => ++count, 1));
    await wait(5);
    assertEquals(count, 2);
  },

  "promises of timers": async () => {
    assertEquals(await wait(1, "value"), "value");
    assertEquals(await setImmediate("now"), "now");
    assertEquals(await promisify(setTimeout)(1, "x"), "x");
    assertEquals(await promisify(timers.setTimeout)(1, "y"), "y");
    await scheduler.wait(1);
    await scheduler.yield();
    let count = 0;
    for await (const value of setInterval(1, "tick")) {
      assertEquals(value, "tick");
      if (++count === 3) break;
    }
  },

  "they end with an AbortSignal": async () => {
    const controller = new AbortController();
    const waiting = wait(10_000, undefined, { signal: controller.signal });
    controller.abort("reason");
    const error = await assertRejects(waiting, "AbortError");
    assertEquals([error.code, error.cause], ["ABORT_ERR", "reason"]);
    await assertRejects(wait(1, undefined, { signal: AbortSignal.abort() }), "AbortError");
    await assertRejects(wait("soon"), TypeError);
    assert(controller.signal.aborted);
  },
};
