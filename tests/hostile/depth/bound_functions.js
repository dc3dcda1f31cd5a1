// Calls a function that was bound a hundred thousand times.
// family: depth
// outcome: exception exceededCpu ok

export default {
  fetch() {
    let bound = () => 1;
    for (let i = 0; i < 1e5; ++i) bound = bound.bind(null);
    return new Response(String(bound()));
  },
};
