// Deletes from, sorts and replaces parameters while they are iterated.
// family: reentrancy
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const url = new URL("http://a.example/?a=1&b=2&c=3");
    let count = 0;
    for (const [name] of url.searchParams) {
      url.searchParams.delete(name);
      url.search = "?x=1&y=2&z=3";
      url.searchParams.sort();
      if (++count === 1000) break;
    }
    return new Response("end");
  },
};
