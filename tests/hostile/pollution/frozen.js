// Freezes all prototypes and the global object.
// family: pollution
// outcome: ok exception

export default {
  async fetch() {
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
      if (typeof value === "function" && value.prototype) Object.freeze(value.prototype);
    }
    Object.freeze(globalThis);
    await scheduler.wait(1);
    console.log("frozen", { a: [1] });
    return new Response("end", { headers: { a: "b" } });
  },
};
