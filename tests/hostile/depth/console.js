// Logs a hundred thousand objects, each within the last.
// family: depth
// outcome: ok exception exceededCpu

export default {
  fetch() {
    let nested = {};
    for (let i = 0; i < 1e5; ++i) nested = { nested };
    console.log(nested);
    console.log("%o", nested);
    console.dir(nested, { depth: Infinity });
    return new Response("end");
  },
};
