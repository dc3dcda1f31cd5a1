// Gives JSON.parse a reviver that hands it something deeper each time.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    JSON.parse("[1]", function revive(key, value) {
      this[0] = [value];
      return JSON.parse("[[1]]", revive);
    });
    return new Response("end");
  },
};
