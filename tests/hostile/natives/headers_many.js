// Answers with a hundred thousand headers.
// family: natives
// outcome: exceededCpu exceededMemory exception ok

export default {
  fetch() {
    const headers = new Headers();
    for (let i = 0; i < 1e5; ++i) headers.set(`name-${i}`, "value");
    return new Response("end", { headers });
  },
};
