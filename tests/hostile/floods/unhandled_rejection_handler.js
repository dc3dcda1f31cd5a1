// Rejects another promise whenever it hears that nobody handled one.
// family: floods
// outcome: exceededCpu

addEventListener("unhandledrejection", () => Promise.reject(new Error("again")));

export default {
  async fetch() {
    Promise.reject(new Error("first"));
    for (;;) await null;
    return new Response("end");
  },
};
