// Searches an array of long equal strings for another equal one.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const make = () => new TextDecoder().decode(new Uint8Array(1e6).fill(97));
    const texts = Array.from({ length: 20 }, make);
    for (;;) texts.indexOf(`${make()}b`);
    return new Response("end");
  },
};
