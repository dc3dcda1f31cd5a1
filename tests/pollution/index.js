// The worker of pollution_test.py.
//
//   /calls                     the names of the calls, and how many slots there are
//   /run?call=NAME&mode=MODE   what the call answers while MODE lasts: {answer, calls}
//   /arm?mode=MODE             MODE lasts from now on
//   /disarm                    and no longer: {calls}
// All other paths are served with what nobody can replace: see served.js.

import { apiCalls } from "./api_calls.js";
import { hostCalls } from "./host_calls.js";
import { MANDATED, OF_ANYTHING, OWN_MEMBERS, READERS } from "./mandated.js";
import { members } from "./members.js";
import { moreCalls } from "./more_calls.js";
import { Recorder, defineMembers } from "./recorder.js";
import { call, get, make, replaceAll, slotCount } from "./replaced.js";
import { handlers } from "./served.js";

export { Methods } from "./methods.js";

const suites = { __proto__: null, ...apiCalls, ...moreCalls, ...hostCalls };
const recorder = new Recorder();
const { Error } = globalThis;

// `await` itself calls `constructor` of a promise.
function isReplaced({ owner, key }) {
  return owner !== Promise.prototype || key !== "constructor";
}

const modes = {
  __proto__: null,
  plain: () => () => {},
  recording: () => replaceAll(recorder.note, isReplaced),
  throwing: () => replaceAll((name) => {
    throw new Error(`${name} was called`);
  }, (slot) => isReplaced(slot) && !MANDATED.has(slot.name)),
  members: () => defineMembers(members, recorder.noteMember),
};

function takeCalls() {
  return recorder.take().filter((note) => {
    const at = note.lastIndexOf(" by ");
    const name = note.slice(0, at);
    if (MANDATED.has(name) || OF_ANYTHING.has(name)) return false;
    return name.startsWith("set ") || OWN_MEMBERS.has(name) || !READERS.has(note.slice(at + 4));
  });
}

async function run(name, mode, env, ctx) {
  const use = suites[name];
  let answer;
  const disarm = modes[mode]();
  try {
    answer = await use(env, ctx);
  } catch (error) {
    answer = error;
  } finally {
    disarm();
  }
  // What the call has left to be done later is done before the next one is armed.
  await scheduler.wait(1);
  return Response.json({
    answer: answer instanceof Error ? `threw ${answer.stack}` : answer,
    calls: takeCalls(),
  });
}

let disarm = null;

function answer(request, env, ctx) {
  const url = make("URL", get(request, "url"));
  const pathname = get(url, "pathname");
  const query = (name) => call(get(url, "searchParams"), "get", name);
  if (pathname === "/arm") {
    const response = make("Response", "armed");
    disarm = modes[query("mode")]();
    return response;
  }
  if (pathname === "/disarm") {
    disarm();
    disarm = null;
    return Response.json({ calls: takeCalls() });
  }
  if (pathname === "/calls") {
    return Response.json({ names: Object.keys(suites), slots: slotCount, members: members.length });
  }
  if (pathname === "/run") return run(query("call"), query("mode"), env, ctx);
  return undefined;
}

export default {
  fetch(request, env, ctx) {
    return answer(request, env, ctx) ?? handlers.fetch(request, env, ctx);
  },
  scheduled: handlers.scheduled,
};
