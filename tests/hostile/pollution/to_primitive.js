// Gives every object a conversion to a primitive that loops.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    Object.prototype[Symbol.toPrimitive] = () => {
      for (;;);
    };
    return new Response("end", { status: 200, headers: { a: "b" } });
  },
};
