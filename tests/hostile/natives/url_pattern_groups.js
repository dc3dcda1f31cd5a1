// Makes a URL pattern of a hundred thousand named groups.
// family: natives
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    let pathname = "";
    for (let i = 0; i < 1e5; ++i) pathname += `/:name${i}`;
    return new Response(String(new URLPattern({ pathname }).test({ pathname: "/a".repeat(1e5) })));
  },
};
