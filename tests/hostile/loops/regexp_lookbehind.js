// Looks behind over the whole text at each place of it.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    /(?<=^(?:a+)+)b/.test("a".repeat(100000));
    return new Response("end");
  },
};
