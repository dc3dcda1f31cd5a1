// Asks a filter of a builtin iterator for its first value, and there is none.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).filter(Boolean).next();
    return new Response("end");
  },
};
