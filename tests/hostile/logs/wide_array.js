// Logs an array of ten million holes and one of numbers.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    console.log(new Array(1e7));
    console.log(new Array(1e6).fill(1));
    console.log(new Uint8Array(1e7));
    return new Response("end");
  },
};
