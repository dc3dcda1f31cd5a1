// Reports errors for ever that nobody handles.
// family: logs
// outcome: ok exception exceededCpu

export default {
  fetch() {
    for (;;) reportError(new Error("x"));
    return new Response("end");
  },
};
