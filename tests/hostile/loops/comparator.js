// Loops in the comparison function of a sort.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    [2, 1].sort(() => {
      for (;;);
    });
    return new Response("end");
  },
};
