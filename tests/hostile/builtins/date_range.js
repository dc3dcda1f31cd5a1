// Formats ranges of dates with the names of everything.
// family: builtins
// outcome: exceededCpu ok

export default {
  fetch() {
    const format = new Intl.DateTimeFormat("ar", { dateStyle: "full", timeStyle: "full" });
    for (let i = 0; i < 100000; ++i) format.formatRange(i, i * 1e9);
    return new Response("end");
  },
};
