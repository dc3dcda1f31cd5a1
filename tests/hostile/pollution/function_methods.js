// Replaces call, apply and bind by functions that loop.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    for (const name of ["call", "apply", "bind"]) Function.prototype[name] = loop;
    Function.prototype.toString = loop;
    Reflect.apply = loop;
    console.log(loop, class {});
    return new Response(new TextEncoder().encode("end"));
  },
};
