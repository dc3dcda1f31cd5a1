// Encodes a long string for a URL.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    encodeURIComponent("\u{10ffff}".repeat(2 ** 22));
    return new Response("end");
  },
};
