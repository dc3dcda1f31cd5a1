"""Puts what isolates compile on demand into the program: NAME.S with the texts, between labels, and
NAME.inc with their table."""

def _by_name(files, prefix):
    """The JavaScript files by their paths below `prefix`, without the extension."""
    return {
        file.path.partition(prefix)[2][:-len(".js")]: file
        for file in files
        if prefix in file.path and file.path.endswith(".js")
    }

def _lazy_sources_impl(ctx):
    library = _by_name(ctx.files.library, ctx.attr.library_prefix)
    files = {}
    for name in ctx.attr.library_names:
        if name not in library:
            fail("there is no {}.js below {}".format(name, ctx.attr.library_prefix))
        files[name] = library[name]

    # What stands in both is taken from the own ones.
    files.update(_by_name(ctx.files.own, ctx.attr.own_prefix))

    # A text at a time: the bundler keeps their calls of require() as they are.
    texts = []
    for name in sorted(files):
        text = ctx.actions.declare_file("{}/{}.js".format(ctx.label.name, name))
        texts.append(text)
        ctx.actions.run(
            outputs = [text],
            inputs = [files[name]],
            executable = ctx.executable.bundler,
            arguments = [
                files[name].path,
                "--minify-whitespace",
                "--minify-syntax",
                "--target=esnext",
                "--charset=ascii",
                "--log-level=error",
                "--outfile=" + text.path,
            ],
            mnemonic = "Minify",
            progress_message = "Minifying %s" % files[name].path,
        )

    assembly = ctx.actions.declare_file(ctx.label.name + ".inc.S")
    table = ctx.actions.declare_file(ctx.label.name + ".inc")
    ctx.actions.run_shell(
        outputs = [assembly, table],
        inputs = texts,
        command = """
            set -e
            assembly=$1 table=$2 prefix=$3 bin=$4
            shift 4
            echo "// $(cat "$@" | sha256sum)" > "$assembly"
            : > "$table"
            number=0
            for file in "$@"; do
                name=${file#$prefix}
                printf '    .global atoll_lazy_%s, atoll_lazy_%s_end\\natoll_lazy_%s:\\n    .incbin "%s"\\natoll_lazy_%s_end:\\n    .byte 0\\n' \\
                    $number $number $number "${file#$bin/}" $number >> "$assembly"
                printf 'LAZY_SOURCE(%s, "%s")\\n' $number "${name%.js}" >> "$table"
                number=$((number + 1))
            done
        """,
        arguments = [
            assembly.path,
            table.path,
            texts[0].path.rpartition(ctx.label.name + "/")[0] + ctx.label.name + "/",
            ctx.bin_dir.path,
        ] + [text.path for text in texts],
        mnemonic = "LazySources",
    )
    return [
        DefaultInfo(files = depset([assembly, table] + texts)),
        OutputGroupInfo(texts = depset(texts)),
    ]

lazy_sources = rule(
    implementation = _lazy_sources_impl,
    attrs = {
        "bundler": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = "@debian//:esbuild",
            executable = True,
        ),
        "library": attr.label_list(allow_files = True, doc = "where texts of others are"),
        "library_names": attr.string_list(doc = "which of them"),
        "library_prefix": attr.string(mandatory = True, doc = "what a text's name leaves out of its path"),
        "own": attr.label_list(allow_files = [".js"], mandatory = True),
        "own_prefix": attr.string(mandatory = True),
    },
)
