// Reads a request's body from within the getters of another's dictionary.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const first = new Request("http://a.example/", { method: "POST", body: "x" });
    const second = new Request(first, {
      get method() {
        first.text();
        return "PUT";
      },
      get signal() {
        first.clone();
        return undefined;
      },
    });
    return new Response(second.body);
  },
};
