// Leaves a timer behind that loops.
// family: after_response
// outcome: ok exceededCpu

export default {
  fetch() {
    setTimeout(() => {
      for (;;);
    }, 1);
    return new Response("end");
  },
};
