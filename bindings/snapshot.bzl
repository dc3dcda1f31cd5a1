"""Makes the start-up snapshot: NAME.bin, and NAME.digest.h that changes with it."""

def _startup_snapshot_impl(ctx):
    blob = ctx.actions.declare_file(ctx.label.name + ".bin")
    ctx.actions.run(
        outputs = [blob],
        inputs = ctx.files.srcs,
        executable = ctx.executable.tool,
        arguments = [blob.path, ctx.file.root.path],
        mnemonic = "StartupSnapshot",
        progress_message = "Evaluating %s into the start-up snapshot" % ctx.file.root.path,
        # V8 under ThreadSanitizer or AddressSanitizer runs as it would in a test.
        env = {
            "ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:allow_user_poisoning=0",
            "TSAN_OPTIONS": "ignore_noninstrumented_modules=1",
        },
    )

    # Bazel forgets inputs that the preprocessor did not open, and the assembler reads the blob: a
    # header that changes with it has it read again.
    digest = ctx.actions.declare_file(ctx.label.name + ".digest.h")
    ctx.actions.run_shell(
        outputs = [digest],
        inputs = [blob],
        command = 'echo "// $(sha256sum < "$1")" > "$2"',
        arguments = [blob.path, digest.path],
        mnemonic = "StartupSnapshotDigest",
    )
    return [DefaultInfo(files = depset([blob, digest]))]

# The tool is built as the program is, so that both agree on V8's flags and on the order of ops,
# and so that nothing is compiled twice.
startup_snapshot = rule(
    implementation = _startup_snapshot_impl,
    attrs = {
        "root": attr.label(allow_single_file = [".js"], mandatory = True),
        "srcs": attr.label_list(allow_files = [".js"], mandatory = True),
        "tool": attr.label(cfg = "target", executable = True, mandatory = True),
    },
)
