// Compares two equal strings of thirty megabytes again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const bytes = new Uint8Array(3e7).fill(97);
    const one = new TextDecoder().decode(bytes);
    const other = new TextDecoder().decode(bytes);
    let equal = 0;
    for (;;) equal += one === other;
    return new Response("end");
  },
};
