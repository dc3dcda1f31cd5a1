// Compares two long texts by the rules of a language again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const text = "\u00e4".repeat(1e5);
    let order = 0;
    for (;;) order += `${text}a`.localeCompare(`${text}b`, "de");
    return new Response("end");
  },
};
