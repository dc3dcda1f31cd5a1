// Recurses again in the finally block of each frame of an overflowed stack.
// family: loops
// outcome: exceededCpu exception

export default {
  fetch() {
    function recurse() {
      try {
        recurse();
      } finally {
        recurse();
      }
    }
    recurse();
    return new Response("end");
  },
};
