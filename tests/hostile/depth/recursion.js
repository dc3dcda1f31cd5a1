// Recurses without an end.
// family: depth
// outcome: exception

export default {
  fetch() {
    const recurse = () => recurse() + 1;
    recurse();
    return new Response("end");
  },
};
