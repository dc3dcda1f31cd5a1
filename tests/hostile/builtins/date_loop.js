// Reads a legacy date of many words again and again.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const text = `1 ${"a ".repeat(2 ** 20)} 2020`;
    for (;;) Date.parse(text);
    return new Response("end");
  },
};
