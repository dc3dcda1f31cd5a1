// Logs lines that are nothing but ends of lines.
// family: logs
// outcome: exceededCpu

export default {
  fetch() {
    const line = "\n".repeat(65536);
    for (;;) console.log(line);
    return new Response("end");
  },
};
