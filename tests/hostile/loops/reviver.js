// Gives JSON.parse a reviver that loops.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    JSON.parse("[1]", () => {
      for (;;);
    });
    return new Response("end");
  },
};
