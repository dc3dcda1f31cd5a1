"""Brings libraries from a Debian suite without touching the host.

`debian_tree` resolves, downloads and unpacks packages with apt and dpkg-deb in a
private apt state; apt checks the archive's signatures. `debian_library` shows one
library of that tree to Bazel: its own headers, its archives and shared objects, and a
BUILD overlay from this folder. `debian_source` brings a folder of a source package.

The mirror is the one that the host's own apt sources name, or $ATOLL_DEBIAN_MIRROR.
"""

_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

_APT_CONF = """\
Dir::State "{root}/apt/state";
Dir::State::status "{root}/apt/status";
Dir::State::Lists "{root}/apt/lists";
Dir::Cache "{root}/apt/cache";
Dir::Etc::SourceList "{root}/apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::PreferencesParts "-";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Retries "3";
Acquire::Languages "none";
"""

def _run(ctx, what, arguments, environment = {}):
    result = ctx.execute(arguments, environment = environment, timeout = 1200)
    if result.return_code != 0:
        fail("{}: `{}` exited with {}:\n{}{}".format(
            what,
            " ".join([str(a) for a in arguments]),
            result.return_code,
            result.stdout,
            result.stderr,
        ))
    return result.stdout.strip()

def _mirror(ctx):
    """The archive that the host's own sources name for Debian itself."""
    named = ctx.os.environ.get("ATOLL_DEBIAN_MIRROR", "")
    if named:
        return named
    found = _run(ctx, "reading apt's sources", ["apt-get", "indextargets", "--format", "$(ORIGIN) $(SITE) $(REPO_URI)", "Created-By: Packages"])
    for line in found.split("\n"):
        words = line.split(" ")
        if words[0] == "Debian" and "security" not in words[-1]:
            return words[-1].rstrip("/")
    fail("no Debian archive among this host's apt sources; run `apt-get update`, or name one in ATOLL_DEBIAN_MIRROR")

def _prepare_apt(ctx):
    """A private apt state with the suite's package lists; gives apt's environment."""
    root = str(ctx.path("."))
    environment = {"APT_CONFIG": root + "/apt/apt.conf", "DEBIAN_FRONTEND": "noninteractive"}
    _run(ctx, "preparing apt's state", ["mkdir", "-p", "apt/state", "apt/lists/partial", "apt/cache/archives/partial", "tree"])
    ctx.file("apt/status", "")
    ctx.file("apt/apt.conf", _APT_CONF.format(root = root))
    source = "[signed-by={}] {} {} main\n".format(_KEYRING, _mirror(ctx), ctx.attr.suite)
    ctx.file("apt/sources.list", "deb " + source + "deb-src " + source)
    ctx.report_progress("reading the package lists of " + ctx.attr.suite)
    _run(ctx, "apt-get update", ["apt-get", "-q", "update"], environment)
    return environment

def _debian_tree_impl(ctx):
    root = str(ctx.path("."))
    environment = _prepare_apt(ctx)
    ctx.report_progress("downloading {} packages and what they need".format(len(ctx.attr.packages)))
    _run(ctx, "apt-get install", ["apt-get", "-q", "-y", "--download-only", "install"] + ctx.attr.packages, environment)
    ctx.report_progress("unpacking")
    _run(ctx, "dpkg-deb", ["sh", "-c", "for deb in apt/cache/archives/*.deb; do dpkg-deb -x \"$deb\" tree || exit 1; done && rm -rf apt/cache apt/lists"])

    triplet = _run(ctx, "gcc", ["gcc", "-dumpmachine"]).replace("-pc-", "-")
    lib = root + "/tree/usr/lib/" + triplet
    loader = _run(ctx, "finding the loader", ["sh", "-c", "ls {}/ld-linux*.so.*".format(lib)])
    host_runtimes = _run(ctx, "finding the host's sanitizer runtimes", ["sh", "-c", "dirname $(realpath $(gcc -print-file-name=libasan.so)); dirname $(realpath $(gcc -print-libgcc-file-name))"]).split("\n")
    rpath = ":".join([lib + "/android", lib] + host_runtimes)

    # DT_RPATH, not DT_RUNPATH: the libraries' own needs are found in the tree too.
    linkopts = [
        "-Wl,--allow-shlib-undefined",
        "-Wl,--dynamic-linker=" + loader,
        "-Wl,--disable-new-dtags,-rpath," + rpath,
        lib + "/libstdc++.so.6",
        lib + "/libm.so.6",
        lib + "/libc.so.6",
    ]
    ctx.file("layout.json", json.encode({"include": root + "/tree/usr/include", "lib": lib}))
    ctx.file("BUILD.bazel", """\
package(default_visibility = ["//visibility:public"])

# The C and C++ run-time libraries and the loader of the suite.
cc_library(
    name = "runtime",
    linkopts = {linkopts},
)

filegroup(
    name = "esbuild",
    srcs = ["tree/usr/bin/esbuild"],
)
""".format(linkopts = linkopts))

debian_tree = repository_rule(
    implementation = _debian_tree_impl,
    doc = "Unpacks packages of a Debian suite, and all they depend on, into one tree.",
    attrs = {
        "packages": attr.string_list(mandatory = True),
        "suite": attr.string(mandatory = True),
    },
    environ = ["ATOLL_DEBIAN_MIRROR"],
)

def _glob(ctx, pattern):
    found = _run(ctx, "looking for " + pattern, ["sh", "-c", "ls -d {} 2>/dev/null || true".format(pattern)])
    if not found:
        fail("{}: nothing matches {}".format(ctx.name, pattern))
    return found.split("\n")

def _debian_library_impl(ctx):
    layout = json.decode(ctx.read(ctx.path(Label("@debian//:layout.json"))))
    for name, source in ctx.attr.headers.items():
        if "*" in name:
            for path in _glob(ctx, layout["include"] + "/" + source):
                ctx.symlink(path, "include/" + path.split("/")[-1])
        else:
            ctx.symlink(layout["include"] + "/" + source, "include/" + name)

    archives = []
    for pattern in ctx.attr.archives:
        archives += [a for a in _glob(ctx, layout["lib"] + "/" + pattern) if "_test" not in a and "testing" not in a]

    # A shared object is named by its run-time file (libuv.so.1), whose number is the suite's own.
    shared = []
    for name in ctx.attr.shared:
        shared.append(_run(ctx, "resolving " + name, ["realpath", layout["lib"] + "/" + name]))

    group = ["-Wl,--start-group"] + archives + ["-Wl,--end-group"] if archives else []
    ctx.file("link.bzl", "LINKOPTS = " + repr(group + shared) + "\n")
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

debian_library = repository_rule(
    implementation = _debian_library_impl,
    doc = "One library of the `debian` tree. The overlay loads LINKOPTS from `:link.bzl` and finds headers in `include/`.",
    attrs = {
        "archives": attr.string_list(doc = "static archives, below the tree's library folder; globs allowed"),
        "build_file": attr.label(mandatory = True, allow_single_file = True),
        "headers": attr.string_dict(doc = "path in include/ -> path below the tree's usr/include"),
        "shared": attr.string_list(doc = "shared objects, below the tree's library folder"),
    },
)

def _debian_source_impl(ctx):
    environment = _prepare_apt(ctx)
    ctx.report_progress("downloading the source of " + ctx.attr.package)
    _run(ctx, "apt-get source", ["apt-get", "-q", "source", "--download-only", ctx.attr.package], environment)
    _run(ctx, "tar", ["sh", "-c", """\
set -e
mkdir unpacked
tar -xf {package}_*.orig.tar.* -C unpacked --strip-components=1 --wildcards '*/{folder}'
mv "unpacked/{folder}" files
rm -rf unpacked {package}_*
""".format(package = ctx.attr.package, folder = ctx.attr.folder)])
    for place, source in ctx.attr.extra.items():
        package, _, file = source.partition(":")
        _run(ctx, "apt-get download", ["apt-get", "-q", "download", package], environment)
        _run(ctx, "dpkg-deb", ["sh", "-c", "dpkg-deb -x {0}_*.deb tree && rm {0}_*.deb && mkdir -p \"$(dirname files/{1})\" && cp tree/{2} files/{1}".format(package, place, file)])
    _run(ctx, "cleaning up", ["rm", "-rf", "apt", "tree"])
    ctx.file("BUILD.bazel", """\
filegroup(
    name = "files",
    srcs = glob(["files/**"]),
    visibility = ["//visibility:public"],
)
""")

debian_source = repository_rule(
    implementation = _debian_source_impl,
    doc = "A folder of a Debian source package, as `files/`; the target `:files` is all of it.",
    attrs = {
        "extra": attr.string_dict(doc = "path below files/ -> PACKAGE:PATH, a file of a binary package"),
        "folder": attr.string(mandatory = True, doc = "below the top folder of the package's main tarball"),
        "package": attr.string(mandatory = True),
        "suite": attr.string(mandatory = True),
    },
    environ = ["ATOLL_DEBIAN_MIRROR"],
)
