// Reads a form whose boundary nearly matches everywhere.
// family: natives
// outcome: exceededCpu exceededMemory exception

export default {
  async fetch() {
    const boundary = "a".repeat(70);
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const body = `--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n` +
      `\r\n--${boundary.slice(1)}`.repeat(1e6);
    for (;;) await new Response(body, { headers }).formData();
    return new Response("end");
  },
};
