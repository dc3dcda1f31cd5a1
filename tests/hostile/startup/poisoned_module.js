// Leaves a flag set in a module's variable when it is ended, for the next request to find.
// family: startup
// outcome: exceededCpu

let isBusy = false;

export default {
  fetch() {
    if (isBusy) return new Response("poisoned");
    isBusy = true;
    try {
      for (;;);
    } finally {
      isBusy = false;
    }
    return new Response("end");
  },
};
