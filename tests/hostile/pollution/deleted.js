// Deletes everything from the global object.
// family: pollution
// outcome: ok exception

export default {
  async fetch() {
    const end = new Response("end");
    for (const key of Reflect.ownKeys(globalThis)) delete globalThis[key];
    await null;
    return end;
  },
};
