// Reads an object of a hundred thousand keys that look like numbers.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    let keys = "";
    for (let i = 0; i < 2 ** 17; ++i) keys += `,"${i * 4099}":1`;
    JSON.parse(`{${keys.slice(1)}}`);
    return new Response("end");
  },
};
