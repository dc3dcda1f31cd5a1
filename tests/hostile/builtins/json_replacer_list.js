// Gives JSON.stringify a list of names that has 2^32 - 1 absent places.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const names = [];
    names.length = 2 ** 32 - 1;
    JSON.stringify({}, names);
    return new Response("end");
  },
};
