// Loops in toJSON while an object is written.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    return Response.json({
      toJSON() {
        for (;;);
      },
    });
    return new Response("end");
  },
};
