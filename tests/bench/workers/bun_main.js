// Serves a worker in Bun: bun_main.js WORKER PORT.
const [path, port] = process.argv.slice(2);
const worker = await import(path);
Bun.serve({ hostname: "127.0.0.1", port: Number(port), fetch: worker.default.fetch });
