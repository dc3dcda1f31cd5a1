// Goes on in the finally block of a loop that was ended.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    try {
      for (;;);
    } finally {
      for (;;);
    }
    return new Response("end");
  },
};
