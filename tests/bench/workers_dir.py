"""Many generated workers: a folder for `atoll serve --workers-dir`, and the same for workerd."""

import json
from pathlib import Path

_ROUTER = """\
export default {
  fetch(request, env) {
    return env[new URL(request.url).hostname.split(".")[0]].fetch(request);
  },
};
"""
_WORKERD_SERVICE = """\
    (name = "{name}", worker = (
      modules = [(name = "index.js", esModule = embed "{name}/index.js")],
      compatibilityDate = "2026-01-01")),
"""
_WORKERD_CONFIG = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
{services}    (name = "router", worker = (
      modules = [(name = "router.js", esModule = embed "router.js")],
      compatibilityDate = "2026-01-01",
      bindings = [{bindings}])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "router")],
);
"""
# What unused functions look like; the numbers make every body another one.
_SHAPES = (
    "function unused{i}(a, b) {{ const c = a * {x} + b; return c > {y} ? c - {x} : c % {y}; }}",
    "function unused{i}(list) {{ let sum = {x}; for (const item of list) sum += item * {y};"
    " return sum; }}",
    "function unused{i}(key, value) {{ return {{ [key]: value, at: {x}, to: `${{key}}-{y}` }}; }}",
    "const unused{i} = (text) => text.split('{x}').map((part) => part.slice({y})).join('{i}');",
)


def host(name):
    return f"{name}.localhost"


def names(count):
    width = max(3, len(str(count - 1)))
    return [f"w{i:0{width}}" for i in range(count)]


def hello(name, unused=0):
    """A worker that answers with its name, after so many functions that nobody calls."""
    seed = sum(name.encode()) * 31 + int("0" + "".join(filter(str.isdigit, name)))
    lines = [_SHAPES[i % len(_SHAPES)].format(i=i, x=seed * 7 + i, y=seed + 3 * i + 1)
             for i in range(unused)]
    lines.append(f'export default {{ fetch() {{ return new Response("{name}"); }} }};\n')
    return "\n".join(lines)


def loop():
    return "export default { fetch() { while (true) {} } };\n"


def heap_bomb():
    return ("export default { fetch() { const all = [];"
            " while (true) all.push(new Array(1000).fill(all.length + 0.5)); } };\n")


def write(folder, sources, limits=None):
    """One subfolder for each of {name: source}, and the configuration of both runtimes in it."""
    for name, source in sources.items():
        place = Path(folder, name)
        place.mkdir(parents=True)
        config = {"name": name, "main": "index.js", "compatibility_date": "2026-01-01"}
        if limits and name in limits:
            config["limits"] = limits[name]
        Path(place, "index.js").write_text(source, encoding="ascii")
        Path(place, "wrangler.json").write_text(json.dumps(config), encoding="ascii")
    return str(folder)


def write_workerd(folder, some, port):
    """A configuration beside the subfolders: a router that goes by the Host's first label."""
    Path(folder, "router.js").write_text(_ROUTER, encoding="ascii")
    path = Path(folder, "config.capnp")
    path.write_text(_WORKERD_CONFIG.format(
        services="".join(_WORKERD_SERVICE.format(name=name) for name in some),
        bindings=", ".join(f'(name = "{name}", service = "{name}")' for name in some),
        port=port), encoding="ascii")
    return str(path)
