// Reads a property through a hundred thousand proxies.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let proxy = {};
    for (let i = 0; i < 1e5; ++i) proxy = new Proxy(proxy, {});
    return new Response(String(proxy.x));
  },
};
