// Makes a URL pattern of fifty thousand groups, each within the last.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    new URLPattern({ pathname: `/(${"(?:".repeat(50000)}a${")".repeat(50000)})` });
    return new Response("end");
  },
};
