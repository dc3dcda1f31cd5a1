// Appends to headers while they are iterated.
// family: reentrancy
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    const headers = new Headers({ a: "1", b: "2" });
    let count = 0;
    for (const [name] of headers) {
      headers.delete(name);
      headers.append(`${name}${count}`, "x");
      if (++count === 10000) break;
    }
    return new Response("end", { headers: { a: String(count) } });
  },
};
