// Looks behind for a beginning that is not there in all partitions of a word.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    /(?<=c(?:a+)+)b/.test(`${"a".repeat(40)}b`);
    return new Response("end");
  },
};
