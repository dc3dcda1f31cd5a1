// Iterates a set whose only member is deleted and added again.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const set = new Set([1]);
    for (const member of set) {
      set.delete(member);
      set.add(member);
    }
    return new Response("end");
  },
};
