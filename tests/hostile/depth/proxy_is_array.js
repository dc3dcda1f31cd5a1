// Asks whether a hundred thousand proxies are an array.
// family: depth
// outcome: exception exceededCpu ok

export default {
  fetch() {
    let proxy = [];
    for (let i = 0; i < 1e5; ++i) proxy = new Proxy(proxy, {});
    return new Response(String(Array.isArray(proxy)));
  },
};
