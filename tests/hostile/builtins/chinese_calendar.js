// Asks the astronomy of a calendar for days that are far away.
// family: builtins
// outcome: exceededCpu ok exception

export default {
  fetch() {
    const format = new Intl.DateTimeFormat("en", { calendar: "chinese" });
    const dates = [-8.64e15, 8.6e15, -4e15, 4e15];
    for (let i = 0; i < 10000; ++i) format.format(dates[i % 4] + i);
    return new Response("end");
  },
};
