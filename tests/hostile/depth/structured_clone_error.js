// Clones an error that has a hundred thousand causes.
// family: depth
// outcome: exception ok exceededCpu

export default {
  fetch() {
    let error = new Error("first");
    for (let i = 0; i < 1e5; ++i) error = new Error("next", { cause: error });
    structuredClone(error);
    return new Response("end");
  },
};
