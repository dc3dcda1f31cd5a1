// Reads a form of a million empty fields.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    for (;;) await new Response("%26=&".repeat(1e6), { headers }).formData();
    return new Response("end");
  },
};
