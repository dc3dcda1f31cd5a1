// Fills the places of an array-like that a proxy of a frozen object refuses without a trap.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const target = new Proxy(Object.freeze({ length: 2 ** 53 - 1 }), { set: Boolean });
    Array.prototype.fill.call(target, 0);
    return new Response("end");
  },
};
