// Logs an object of a hundred thousand keys, and a map and a set.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    const object = {};
    for (let i = 0; i < 1e5; ++i) object[`key${i}`] = i;
    console.log(object, new Map(Object.entries(object)), new Set(Object.keys(object)));
    return new Response("end");
  },
};
