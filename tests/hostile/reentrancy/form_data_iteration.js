// Deletes from a form while it is iterated and written.
// family: reentrancy
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const form = new FormData();
    for (let i = 0; i < 100; ++i) form.append(`name${i}`, new Blob(["x"]));
    for (const [name] of form) form.delete(name);
    return new Response(form);
  },
};
