// Calls natives from every depth near the end of the stack.
// family: depth
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const recurse = () => {
      try {
        recurse();
      } catch {
        return;
      }
      new URL("http://a.example/");
      new Headers({ a: "b" }).get("a");
      new TextDecoder().decode(new TextEncoder().encode("x"));
      structuredClone({ a: [1] });
      crypto.getRandomValues(new Uint8Array(1));
      new Response("x", { headers: { a: "b" } }).clone();
      setTimeout(() => {}, 0);
    };
    recurse();
    return new Response("end");
  },
};
