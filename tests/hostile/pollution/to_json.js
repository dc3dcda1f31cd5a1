// Gives every object and string a toJSON that loops.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    Object.prototype.toJSON = loop;
    String.prototype.toJSON = loop;
    return Response.json({ a: "b" });
  },
};
