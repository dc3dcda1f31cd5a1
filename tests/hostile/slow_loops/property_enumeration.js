// Lists the hundred thousand keys of an object again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const object = {};
    for (let i = 0; i < 1e5; ++i) object[`key${i}`] = i;
    for (;;) Object.keys(object);
    return new Response("end");
  },
};
