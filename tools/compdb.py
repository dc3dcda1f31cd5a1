#!/usr/bin/env python3
"""Turns Bazel's compile actions into a compilation database.

    bazel aquery --output=jsonproto ... | compdb.py WORKSPACE EXECUTION_ROOT >compile_commands.json
"""

import json
import os
import sys

# Options of g++ that clang does not know.
GCC_ONLY = ("-fno-canonical-system-headers", "-Wunused-but-set-parameter", "-Wno-free-nonheap-object")


def absolute(argument, execution_root):
    """Paths of generated files and libraries, which the workspace does not hold."""
    for prefix in ("bazel-out/", "external/"):
        for flag in ("", "-I", "-iquote", "-isystem"):
            if argument.startswith(flag + prefix):
                return flag + os.path.join(execution_root, argument[len(flag):])
    return argument


def entry(arguments, workspace, execution_root):
    source = arguments[arguments.index("-c") + 1]
    kept = [absolute(a, execution_root) for a in arguments if a not in GCC_ONLY]
    return {"directory": workspace, "file": source, "arguments": kept}


def main():
    workspace, execution_root = sys.argv[1:3]
    actions = json.load(sys.stdin).get("actions", [])
    found = {}
    for action in actions:
        arguments = action["arguments"]
        if "-c" not in arguments:
            continue
        one = entry(arguments, workspace, execution_root)
        if os.path.exists(os.path.join(workspace, one["file"])):
            found[one["file"]] = one
    json.dump([found[name] for name in sorted(found)], sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
