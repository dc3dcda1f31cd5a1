// Replaces the step of builtin iterators by one that is never done.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const { next } = Object.getPrototypeOf([][Symbol.iterator]());
    Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: false, value: ["a", next] });
    return new Response("end", { headers: [["a", "b"]] });
  },
};
