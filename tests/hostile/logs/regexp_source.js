// Logs functions, regular expressions and symbols with very long texts.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    const text = "x".repeat(2e7);
    console.log(new RegExp(text), Symbol(text), { [text]: text }, new Error(text));
    return new Response("end");
  },
};
