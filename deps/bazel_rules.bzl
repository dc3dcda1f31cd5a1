"""The rule repositories that Bazel asks for, from Debian's own packages or as stubs.

Bazel would otherwise try to download them.
"""

def _stub_impl(ctx):
    ctx.file("BUILD.bazel", ctx.attr.build)
    for path, content in ctx.attr.files.items():
        folder = path.rpartition("/")[0]
        ctx.file(folder + "/BUILD.bazel", "")
        ctx.file(path, content)

_stub = repository_rule(
    implementation = _stub_impl,
    attrs = {
        "build": attr.string(),
        "files": attr.string_dict(),
    },
)

_NATIVE_CC_RULES = [
    "cc_binary",
    "cc_import",
    "cc_library",
    "cc_proto_library",
    "cc_test",
    "cc_toolchain",
    "cc_toolchain_suite",
    "fdo_prefetch_hints",
    "fdo_profile",
    "objc_library",
]

def bazel_rules():
    """Declares every repository that Bazel's built-in tools refer to."""
    _stub(
        name = "rules_cc",
        files = {"cc/defs.bzl": "".join(["{0} = native.{0}\n".format(rule) for rule in _NATIVE_CC_RULES])},
    )
    _stub(
        name = "remote_coverage_tools",
        build = "filegroup(name = 'coverage_report_generator', visibility = ['//visibility:public'])\n",
    )
    native.local_repository(name = "platforms", path = "/usr/share/bazel/tools/platforms")
    native.local_repository(name = "bazel_skylib", path = "/usr/share/bazel/tools/skylib")
    native.local_repository(name = "rules_java", path = "/usr/share/bazel/rules/java")
    native.local_repository(name = "rules_proto", path = "/usr/share/bazel/rules/proto")
