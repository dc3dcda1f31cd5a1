// Makes a URL longer with each of its setters for ever.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const url = new URL("http://a.example/");
    for (let i = 0; ; ++i) {
      url.pathname += "/a".repeat(1000);
      url.search += "&a=b".repeat(1000);
      url.hash += "a".repeat(1000);
    }
    return new Response("end");
  },
};
