// Loops in the conversion of a header's value to a string.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    return new Response("", {
      headers: {
        a: {
          toString() {
            for (;;);
          },
        },
      },
    });
    return new Response("end");
  },
};
