// Shrinks arrays from within the callbacks of their own methods.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const memory = new ArrayBuffer(80000, { maxByteLength: 80000 });
    const doubles = new Float64Array(memory);
    doubles.sort(() => {
      memory.resize(8);
      return 1;
    });
    memory.resize(80000);
    doubles.map((value, i) => {
      if (i === 1) memory.resize(0);
      return value;
    });
    const all = Array(1e5).fill(0.5);
    all.sort(() => {
      all.length = 0;
      return 1;
    });
    return new Response("end");
  },
};
