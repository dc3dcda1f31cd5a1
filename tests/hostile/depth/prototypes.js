// Looks up names along a hundred thousand prototypes.
// family: depth
// outcome: ok exceededCpu exception

export default {
  fetch() {
    let object = {};
    for (let i = 0; i < 1e5; ++i) object = Object.create(object);
    for (let i = 0; i < 1e5; ++i) if (`name${i}` in object) break;
    return new Response("end");
  },
};
