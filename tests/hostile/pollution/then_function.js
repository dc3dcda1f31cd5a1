// Makes every object a thenable that never settles.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    Object.prototype.then = function () {};
    return new Response("end");
  },
};
