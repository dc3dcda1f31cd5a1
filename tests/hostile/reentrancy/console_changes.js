// Changes what is logged from within what describes it.
// family: reentrancy
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const map = new Map([[1, 2]]);
    const object = {
      map,
      get value() {
        map.clear();
        return 1;
      },
      get [Symbol.toStringTag]() {
        delete object.map;
        for (let i = 0; i < 100; ++i) map.set(i, object);
        return "x";
      },
    };
    console.log(object, map, "%s", object);
    console.table([object, map]);
    return new Response("end");
  },
};
