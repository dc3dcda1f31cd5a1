// Makes every object a thenable that resolves with another.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    Object.prototype.then = function (resolve) {
      resolve({});
    };
    return new Response("end");
  },
};
