// Makes a URL pattern of a million brackets and stars.
// family: natives
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    new URLPattern({ pathname: "*".repeat(1e6) });
    new URLPattern({ pathname: "{a}?".repeat(1e6) });
    new URLPattern({ pathname: "(".repeat(1e6) });
    return new Response("end");
  },
};
