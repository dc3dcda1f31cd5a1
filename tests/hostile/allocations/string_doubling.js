// Doubles a string and reads it, until it is too long, and keeps all.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    let text = "ab";
    for (;;) {
      text += text;
      all.push(text.charCodeAt(3));
    }
    return new Response("end");
  },
};
