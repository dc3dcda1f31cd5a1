// Throws an error that has a hundred thousand causes.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let error = new Error("first");
    for (let i = 0; i < 1e5; ++i) error = new Error("next", { cause: error });
    throw error;
  },
};
