// Visits a map that gets another entry for each that is visited and deleted.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const map = new Map([[0, 0]]);
    map.forEach((_, key) => {
      map.delete(key);
      map.set(key + 1, 0);
    });
    return new Response("end");
  },
};
