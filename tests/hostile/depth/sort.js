// Sorts within the comparison of a sort without an end.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    const compare = () => [2, 1].sort(compare).length;
    [2, 1].sort(compare);
    return new Response("end");
  },
};
