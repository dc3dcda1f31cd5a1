// Compares fifty megabytes with themselves again and again.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const octets = new Uint8Array(5e7);
    for (;;) crypto.subtle.timingSafeEqual(octets, octets);
    return new Response("end");
  },
};
