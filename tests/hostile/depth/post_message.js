// Posts a hundred thousand maps, each within the last.
// family: depth
// outcome: exception ok exceededCpu

export default {
  fetch() {
    let nested = new Map();
    for (let i = 0; i < 1e5; ++i) nested = new Map([[nested, nested]]);
    new MessageChannel().port1.postMessage(nested);
    return new Response("end");
  },
};
