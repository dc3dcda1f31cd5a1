// Opens groups for ever and logs lines of many lines in them.
// family: logs
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    for (;;) {
      console.group("x");
      console.log("\n".repeat(100000));
    }
    return new Response("end");
  },
};
