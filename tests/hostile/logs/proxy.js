// Logs proxies whose every trap loops.
// family: logs
// outcome: ok exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    console.log(new Proxy({}, { get: loop, ownKeys: loop, getPrototypeOf: loop, has: loop }));
    console.log(new Proxy(class {}, { get: loop, getOwnPropertyDescriptor: loop }));
    return new Response("end");
  },
};
