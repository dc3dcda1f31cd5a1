// Loops in the function that replaces matches of a string.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    "a".replace("a", () => {
      for (;;);
    });
    return new Response("end");
  },
};
