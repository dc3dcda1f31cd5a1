#!/usr/bin/env python3
"""What a response costs that lies in the cache, beside one that does not.

`hit` and `miss` are the usual worker: `caches.default.match(request)`, else `fetch()` and
`waitUntil(caches.default.put(request, response.clone()))`; of the misses each has a URL of its own, and is
proxied and stored. `fetch hit` and `fetch miss` are `fetch(url, {cf: {cacheTtl}})`, `passed on` is a plain
`fetch(url)`. Each has one lane on one core; what counts is how many requests go through in a second, and
the CPU time of each. Beside them is nginx with proxy_cache, where there is an nginx. Rounds go over all of
them in turn; medians are shown.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "support"))
import bench  # noqa: E402
import figures  # noqa: E402
import nginx  # noqa: E402
import process  # noqa: E402
import results_file  # noqa: E402
import runtimes  # noqa: E402
import scenario  # noqa: E402

_ATOLL = """\
[server]
listen = "127.0.0.1:{port}"
threads = 1
data_dir = "data"
[outbound]
allow = ["127.0.0.1"]
[[workers]]
name = "cache"
path = "cache.js"
hosts = ["*"]
"""

_MATCH = """\
const ORIGIN = "http://{origin}/";
export default {{
  async fetch(request, env, ctx) {{
    const found = await caches.default.match(request);
    if (found !== undefined) return found;
    const response = new Response((await fetch(ORIGIN)).body);
    response.headers.set("cache-control", "max-age=3600");
    ctx.waitUntil(caches.default.put(request, response.clone()));
    return response;
  }},
}};
"""

_FETCH = """\
export default {{
  fetch: ({{ url }}) => fetch("http://{origin}/", {{ cf: {{ cacheTtl: 3600, cacheKey: url }} }}),
}};
"""

_PASS = """\
export default {{ fetch: () => fetch("http://{origin}/") }};
"""

_NGINX = """\
  proxy_cache_path cache keys_zone=zone:10m;
  upstream origin {{ server {origin}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      {cache}
      proxy_pass http://origin;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
"""

_NGINX_CACHE = "proxy_cache zone; proxy_cache_valid 200 1h;"


def commands(options, origin):
    """{name: function of port and folder that makes the command line}; a miss has its own URLs"""

    def atoll(script):
        def make(port, folder):
            Path(folder, "cache.js").write_text(script.format(origin=origin), encoding="ascii")
            Path(folder, "atoll.toml").write_text(_ATOLL.format(port=port), encoding="ascii")
            return [options.atoll, "serve", f"{folder}/atoll.toml"]

        return make

    def nginx_with(cache):
        def make(port, folder):
            return nginx.command(
                options.nginx, folder,
                _NGINX.format(port=port, origin=origin, cache=cache), lone=True)

        return make

    found = {"hit": atoll(_MATCH), "miss": atoll(_MATCH), "fetch hit": atoll(_FETCH),
             "fetch miss": atoll(_FETCH), "passed on": atoll(_PASS)}
    if options.nginx:
        found |= {"nginx hit": nginx_with(_NGINX_CACHE), "nginx miss": nginx_with(_NGINX_CACHE),
                  "nginx pass": nginx_with("")}
    return found


def wrk(port, options, seconds, misses):
    command = ["taskset", "-c", str(options.load_core), "wrk", "-t1", "-c32", f"-d{seconds}s",
               "--latency", "--timeout", "20s"]
    if misses:
        command += ["-s", str(runtimes.WORKERS / "unique.lua")]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True,
                          check=True)
    return bench.parse_wrk(done.stdout)


def measure(name, make, options, scratch):
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        port = process.free_port()
        with process.Process(make(port, folder), port, folder, options.server_core) as server:
            server.first_answer(within=60)
            wrk(port, options, options.warm_up, False)
            before = server.cpu_seconds()
            found = wrk(port, options, options.seconds, name.endswith("miss"))
            found["cpu_us"] = (server.cpu_seconds() - before) / found["requests"] * 1e6
            found["peak_mb"] = server.peak_resident_mb()
            return found


def show(medians):
    print("\na short response from the cache, and one that is not there")
    print(f"  {'':12} {'req/s':>9} {'x miss':>7} {'CPU us/req':>11} {'p99 ms':>8} {'peak MB':>8}")
    for name, found in medians.items():
        miss = medians[
            "nginx miss" if name.startswith("nginx") else
            "fetch miss" if name.startswith("fetch") else "miss"]
        print(f"  {name:12} {found['per_second']:9.0f} {found['per_second'] / miss['per_second']:7.2f}"
              f" {found['cpu_us']:11.2f} {found['p99_ms']:8.2f} {found['peak_mb']:8.0f}")
    hit, miss = medians["hit"], medians["miss"]
    return [figures.verdict("requests per second, a hit over a miss that is proxied and stored",
                            hit["per_second"] / miss["per_second"], 5.0, at_least=True),
            figures.verdict("CPU, such a miss over a hit", miss["cpu_us"] / hit["cpu_us"], 5.0,
                            at_least=True)]


def main():
    made = scenario.parser(__doc__, rounds=5)
    made.add_argument("--origin", required=True, help="the server behind, a program that takes a port")
    made.add_argument("--nginx", default=shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"),
                      help="its program; by default the one that is installed")
    options = scenario.parse(made)
    options.seconds, options.warm_up = (1, 1) if options.quick else (4, 2)
    bench.choose_cores(options)
    rounds = {}
    with tempfile.TemporaryDirectory() as scratch:
        port = process.free_port()
        with process.Process([options.origin, str(port)], port, scratch, options.load_core) as origin:
            origin.first_answer()
            found = commands(options, f"127.0.0.1:{port}")
            for number in range(options.rounds):
                for name, make in found.items():
                    scenario.progress(f"round {number + 1} of {options.rounds}: {name}")
                    rounds.setdefault(name, []).append(measure(name, make, options, scratch))
    scenario.progress("")
    print("\r", end="", file=sys.stderr, flush=True)
    medians = {name: figures.medians(of) for name, of in rounds.items()}
    versions = {"atoll": runtimes.output(options.atoll, "--version")}
    if options.nginx:
        versions["nginx"] = runtimes.output(options.nginx, "-v")
    print("; ".join(f"{key}: {value}" for key, value in versions.items()))
    if not options.nginx:
        print("no nginx is installed: it is left out")
    verdicts = show(medians)
    return results_file.finish(options, "cache-hit", verdicts,
                               {"versions": versions, "medians": medians, "rounds": rounds})


if __name__ == "__main__":
    sys.exit(main())
