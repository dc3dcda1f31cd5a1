// Asks a flatMap over a builtin iterator for its first value, and each is empty.
// family: builtins
// outcome: exceededCpu exception

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).flatMap([].slice.bind([])).next();
    return new Response("end");
  },
};
