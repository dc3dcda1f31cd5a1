// Replaces the global errors by functions that loop and makes natives fail.
// family: pollution
// outcome: exception exceededCpu

export default {
  fetch() {
    const loop = function () {
      for (;;);
    };
    for (const name of ["Error", "TypeError", "RangeError", "DOMException"]) globalThis[name] = loop;
    TypeError.prototype = null;
    return new Response("end", { status: 9999 });
  },
};
