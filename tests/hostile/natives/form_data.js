// Reads a form of a hundred thousand parts.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const part = "--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    for (;;) await new Response(`${part.repeat(1e5)}--b--\r\n`, { headers }).formData();
    return new Response("end");
  },
};
