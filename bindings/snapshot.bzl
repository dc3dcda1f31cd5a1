"""Makes the start-up snapshot: NAME.bin, of NAME.js, the root with all that it imports, and
NAME.digest.h that changes with both."""

# V8 under ThreadSanitizer or AddressSanitizer runs as it would in a test.
_TOOL_ENV = {
    "ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:allow_user_poisoning=0",
    "TSAN_OPTIONS": "ignore_noninstrumented_modules=1",
}

def _digest(ctx, files):
    """NAME.digest.h. Bazel forgets inputs that the preprocessor did not open, and the assembler reads
    the files: a header that changes with them has them read again."""
    digest = ctx.actions.declare_file(ctx.label.name + ".digest.h")
    ctx.actions.run_shell(
        outputs = [digest],
        inputs = files,
        command = 'out=$1; shift; echo "// $(cat "$@" | sha256sum)" > "$out"',
        arguments = [digest.path] + [file.path for file in files],
        mnemonic = "StartupSnapshotDigest",
    )
    return digest

def _startup_snapshot_impl(ctx):
    # One module instead of a hundred: V8 keeps tables of what each of them imports and exports.
    source = ctx.actions.declare_file(ctx.label.name + ".js")
    ctx.actions.run(
        outputs = [source],
        inputs = ctx.files.srcs,
        executable = ctx.executable.bundler,
        arguments = [
            ctx.file.root.path,
            "--bundle",
            "--format=esm",
            "--target=esnext",
            "--charset=ascii",
            "--external:native:*",
            "--log-level=warning",
            "--outfile=" + source.path,
        ],
        mnemonic = "Bundle",
        progress_message = "Bundling %s" % ctx.file.root.path,
    )

    blob = ctx.actions.declare_file(ctx.label.name + ".bin")
    ctx.actions.run(
        outputs = [blob],
        inputs = [source],
        executable = ctx.executable.tool,
        arguments = [blob.path, source.path, ctx.attr.called],
        mnemonic = "StartupSnapshot",
        progress_message = "Evaluating %s into the start-up snapshot" % ctx.file.root.path,
        env = _TOOL_ENV,
    )

    digest = _digest(ctx, [blob, source])
    files = [blob, source, digest]
    return [DefaultInfo(files = depset(files), runfiles = ctx.runfiles(files))]

# The tool is built as the program is, so that both agree on V8's flags and on the order of ops,
# and so that nothing is compiled twice.
startup_snapshot = rule(
    implementation = _startup_snapshot_impl,
    attrs = {
        "bundler": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = "@debian//:esbuild",
            executable = True,
        ),
        "called": attr.string(mandatory = True, doc = "what stack traces call the code"),
        "root": attr.label(allow_single_file = [".js"], mandatory = True),
        "srcs": attr.label_list(allow_files = [".js"], mandatory = True),
        "tool": attr.label(cfg = "target", executable = True, mandatory = True),
    },
)

def _library_snapshot_impl(ctx):
    files = {file.extension: file for file in ctx.files.base}
    texts = ctx.attr.texts[OutputGroupInfo].texts.to_list()
    below = "/{}/".format(ctx.attr.texts.label.name)
    blob = ctx.actions.declare_file(ctx.label.name + ".bin")
    ctx.actions.run(
        outputs = [blob],
        inputs = ctx.files.base + texts,
        executable = ctx.executable.tool,
        arguments = [blob.path, files["js"].path, ctx.attr.called, files["bin"].path] + [
            "{}={}".format(text.path.partition(below)[2][:-len(".js")], text.path)
            for text in texts
        ],
        mnemonic = "LibrarySnapshot",
        progress_message = "Loading %s into a snapshot" % ctx.attr.texts.label,
        env = _TOOL_ENV,
    )
    return [DefaultInfo(files = depset([blob, _digest(ctx, [blob])]))]

# NAME.bin, a snapshot that goes on from a startup_snapshot with the common ones of lazy_sources run.
library_snapshot = rule(
    implementation = _library_snapshot_impl,
    attrs = {
        "base": attr.label(mandatory = True, doc = "the startup_snapshot"),
        "called": attr.string(mandatory = True, doc = "as for the startup_snapshot"),
        "texts": attr.label(mandatory = True, doc = "the lazy_sources"),
        "tool": attr.label(cfg = "target", executable = True, mandatory = True),
    },
)
