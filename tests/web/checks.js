// What runs the checks of a folder from inside a worker.

async function run(files, file, name) {
  const test = files[file]?.[name];
  if (test === undefined) return new Response(`there is no ${name} in ${file}`, { status: 404 });
  try {
    await test();
  } catch (error) {
    return new Response(`${error?.stack ?? error}`, { status: 500 });
  }
  return new Response("passed");
}

/**
 * What such a worker exports: `/` answers with the list of checks, as [file, name] pairs;
 * `/run?file=F&name=N` runs one: 200, or 500 with what it threw.
 * @param {Record<string, Record<string, () => any>>} files the checks of each file
 */
export function workerOf(files) {
  return {
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/run") {
        return await run(files, searchParams.get("file"), searchParams.get("name"));
      }
      const list = [];
      for (const file of Object.keys(files)) {
        for (const name of Object.keys(files[file])) list.push([file, name]);
      }
      return Response.json(list);
    },
  };
}
