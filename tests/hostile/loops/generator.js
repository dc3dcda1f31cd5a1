// Reads a generator without an end.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    function* numbers() {
      for (let i = 0; ; ++i) yield i;
    }
    for (const number of numbers()) if (number < 0) break;
    return new Response("end");
  },
};
