// Deletes each of a hundred thousand parameters by its name.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const params = new URLSearchParams();
    for (let i = 0; i < 1e5; ++i) params.append(`name${i}`, "");
    for (let i = 1e5; i-- > 0;) params.delete(`name${i}`);
    return new Response("end");
  },
};
