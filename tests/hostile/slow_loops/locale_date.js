// Writes a date in a language again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const date = new Date(0);
    for (;;) date.toLocaleString("ar-EG", { dateStyle: "full", timeStyle: "full" });
    return new Response("end");
  },
};
