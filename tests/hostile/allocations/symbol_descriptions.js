// Joins the longest strings in a template and keys of an object.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    const text = "a".repeat(2 ** 28);
    const object = { [`${text}b`]: 1 };
    return new Response(String(object[`${text}b`]));
  },
};
