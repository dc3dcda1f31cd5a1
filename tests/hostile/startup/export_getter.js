// Exports an object whose fetch is a getter that loops.
// family: startup
// outcome: exception exceededCpu

export default {
  get fetch() {
    for (;;);
  },
};
