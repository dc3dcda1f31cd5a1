// Makes a hundred thousand proxies each the prototype of the next.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let object = {};
    for (let i = 0; i < 1e5; ++i) object = Object.create(new Proxy(object, {}));
    return new Response(String("x" in object));
  },
};
