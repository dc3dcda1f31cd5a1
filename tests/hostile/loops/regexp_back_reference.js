// Lets a back-reference be tried at every length of every group.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    /^(a*)(a*)(a*)(a*)(a*)\1\2\3\4\5b$/.test("a".repeat(400));
    return new Response("end");
  },
};
