// Loops for ever around a call of a function of its own.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    let count = 0;
    const next = () => ++count;
    while (next() !== -1);
    return new Response("end");
  },
};
