// Writes and reads base64 of forty megabytes again and again.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "a".repeat(4e7);
    for (;;) atob(btoa(text));
    return new Response("end");
  },
};
