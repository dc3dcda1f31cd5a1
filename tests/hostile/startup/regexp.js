// Lets a regular expression backtrack for ever at the top level.
// family: startup
// outcome: exceededCpu

const isMatch = /^(a+)+$/.test(`${"a".repeat(40)}b`);

export default {
  fetch() {
    return new Response(String(isMatch));
  },
};
