"""A program of the host's own Debian, unpacked into Bazel's folder and not installed.

For peers of tests, such as nginx: its libraries must be among those that every Debian has.
"""

def _run(ctx, arguments):
    result = ctx.execute(arguments, timeout = 600)
    if result.return_code != 0:
        fail("`{}` exited with {}:\n{}{}".format(" ".join(arguments), result.return_code, result.stdout, result.stderr))

def _unpack(ctx, package):
    _run(ctx, ["sh", "-c", "apt-get -q download {0} && dpkg-deb -x {0}_*.deb tree && rm {0}_*.deb".format(package)])

def _host_program_impl(ctx):
    for package in [ctx.attr.package] + ctx.attr.libraries:
        _unpack(ctx, package)
    ctx.file("BUILD.bazel", """\
filegroup(
    name = "program",
    srcs = ["tree/{}"] + glob(["tree/usr/lib/*/lib*.so.*"]),
    visibility = ["//visibility:public"],
)
""".format(ctx.attr.program))

host_program = repository_rule(
    implementation = _host_program_impl,
    doc = "A program of a Debian package, as `:program`. apt's lists must be there, as tools/setup sees to.",
    attrs = {
        "libraries": attr.string_list(doc = "packages of libraries that not every Debian has, for LD_LIBRARY_PATH"),
        "package": attr.string(mandatory = True),
        "program": attr.string(mandatory = True, doc = "its path in the package"),
    },
)

def _host_python_impl(ctx):
    _unpack(ctx, ctx.attr.package)
    ctx.file("BUILD.bazel", """\
filegroup(
    name = "modules",
    srcs = glob(["tree/usr/lib/python3/dist-packages/**/*.py"]),
    visibility = ["//visibility:public"],
)
""")

host_python = repository_rule(
    implementation = _host_python_impl,
    doc = "The modules of a Debian package of pure Python, as `:modules`, below tree/usr/lib/python3/dist-packages.",
    attrs = {
        "package": attr.string(mandatory = True),
    },
)
