// Logs an object whose getters and names loop.
// family: logs
// outcome: ok exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    class Kind {
      get value() {
        return loop();
      }

      get [Symbol.toStringTag]() {
        return loop();
      }
    }
    console.log(new Kind());
    return new Response("end");
  },
};
