// Has every class say by looping whether something is of it.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    for (const Kind of [Response, Request, Headers, ReadableStream, Error, Promise, ArrayBuffer]) {
      Object.defineProperty(Kind, Symbol.hasInstance, {
        value() {
          for (;;);
        },
      });
    }
    return new Response(new Response("end").body);
  },
};
