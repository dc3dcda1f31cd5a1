// Awaits a thenable that resolves with itself.
// family: loops
// outcome: exceededCpu

export default {
  async fetch() {
    const thenable = {
      then(resolve) {
        resolve(thenable);
      },
    };
    await thenable;
    return new Response("end");
  },
};
