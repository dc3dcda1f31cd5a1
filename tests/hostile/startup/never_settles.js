// Awaits at the top level what never settles.
// family: startup
// outcome: exception

await new Promise(() => {});

export default {
  fetch() {
    return new Response("end");
  },
};
