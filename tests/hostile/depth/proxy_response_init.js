// Gives a hundred thousand proxies to a native that reads a dictionary.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let proxy = {};
    for (let i = 0; i < 1e5; ++i) proxy = new Proxy(proxy, {});
    return new Response("end", proxy);
  },
};
