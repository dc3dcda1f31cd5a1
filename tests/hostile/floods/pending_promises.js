// Leaves ten thousand promises that never settle.
// family: floods
// outcome: ok exceededCpu

export default {
  fetch() {
    const waiting = [];
    for (let i = 0; i < 10000; ++i) waiting.push(new Promise(() => {}));
    return new Response(String(waiting.length));
  },
};
