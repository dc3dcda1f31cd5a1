// Lets a regular expression backtrack through all partitions of a word.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    /^(a+)+$/.test(`${"a".repeat(40)}b`);
    return new Response("end");
  },
};
