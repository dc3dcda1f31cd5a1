// Makes responses from within the getters of a response's dictionary.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const body = new Response("x").body;
    const init = {
      get status() {
        return new Response(body).status;
      },
      get headers() {
        body.cancel().catch(() => {});
        return { a: "b" };
      },
    };
    return new Response(body, init);
  },
};
