// Gives every object getters for what dictionaries of natives have.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const names = "status statusText headers body method redirect signal type fatal ignoreBOM stream mode " +
      "name hash length iterations salt start pull cancel size highWaterMark preventClose once capture " +
      "passive done value get set kind start end expiration metadata cacheTtl prefix limit cursor";
    for (const name of names.split(" ")) {
      Object.defineProperty(Object.prototype, name, {
        configurable: true,
        get() {
          for (;;);
        },
        set() {
          for (;;);
        },
      });
    }
    return new Response(new TextDecoder().decode(new TextEncoder().encode("end")));
  },
};
