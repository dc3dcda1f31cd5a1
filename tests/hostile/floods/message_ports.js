// Sends messages to and fro between two ports for ever.
// family: floods
// outcome: exceededCpu exceededWallTime

export default {
  async fetch() {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => port1.postMessage(data);
    port2.onmessage = ({ data }) => port2.postMessage(data);
    port1.postMessage("again");
    await new Promise(() => {});
    return new Response("end");
  },
};
