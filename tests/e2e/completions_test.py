#!/usr/bin/env python3
"""Completions in the real shells."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

FILES = {"w.js": "", "worker.ts": "", "state/x": ""}
FISH = os.path.abspath("../fish/tree/usr/bin/fish")
ZSH = os.path.abspath("../zsh/tree/bin/zsh")

# Completes the words that are its arguments, the last of which is not whole yet.
BASH = """
source completions
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_atoll
printf '%s\\n' "${COMPREPLY[@]}"
"""

# The same in zsh, with the functions of its completion system that say what it is told to offer.
ZSH_SCRIPT = """
unset funcstack; typeset -a funcstack
compdef() { :; }
compadd() { shift; print -l -- "$@"; }
_files() { if [[ $1 == -/ ]]; then print -l -- *(/); else print -l -- *; fi; }
_describe() { while [[ $1 == -* ]]; do shift; done; shift; print -l -- "${(P@)1}"; }
source completions
words=("$@")
CURRENT=$#words
_atoll
"""


# The same in fish, which completes a line.
FISH_SCRIPT = """
source completions
complete -C "$argv"
"""


class CompletionsTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = self.enterContext(atoll.project(FILES))

    def completes(self, shell, words, *command, env=None):
        ended = atoll.run("completions", shell, cwd=self.folder)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        Path(self.folder, "completions").write_text(ended.stdout, encoding="utf-8")
        ran = subprocess.run([*command, *words], cwd=self.folder, env=env, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=atoll.PATIENCE, check=False)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return ran.stdout.split("\n")[:-1]

    def bash(self, *words):
        found = self.completes("bash", words, "bash", "--norc", "-c", BASH, "bash", "atoll")
        return sorted(filter(None, found))

    def zsh(self, *words):
        return self.completes("zsh", words, ZSH, "-f", "-c", ZSH_SCRIPT, "zsh", "atoll")

    def fish(self, *words):
        """What it offers, by name."""
        libraries = [str(path) for path in Path(FISH).parents[1].glob("lib/*-linux-gnu*")]
        env = {"HOME": self.folder, "LD_LIBRARY_PATH": ":".join(libraries), "PATH": "/usr/bin:/bin"}
        found = self.completes("fish", words, FISH, "--no-config", "-c", FISH_SCRIPT, "atoll",
                               env=env)
        return dict((*line.split("\t", 1), "")[:2] for line in found)

    def test_bash_completes_commands(self):
        commands = self.bash("")
        self.assertTrue({"dev", "serve", "kv", "types"} <= set(commands), commands)
        self.assertEqual(self.bash("ini"), ["init"])
        self.assertEqual(self.bash("kv", "key", ""), ["delete", "get", "list", "put"])
        self.assertEqual(self.bash("help", "se"), ["serve"])
        self.assertEqual(self.bash("completions", ""), ["bash", "fish", "zsh"])

    def test_bash_completes_options(self):
        self.assertEqual(self.bash("dev", "--po"), ["--port"])
        self.assertEqual(self.bash("kv", "key", "put", "--met"), ["--metadata"])
        self.assertEqual(self.bash("serve", "--log-format", ""), ["human", "json"])
        self.assertEqual(self.bash("serve", "--log-format", "=", "j"), ["json"])
        self.assertEqual(self.bash("serve", "--log-format", "="), ["human", "json"])
        self.assertEqual(self.bash("dev", "--port", "80"), [])
        self.assertEqual(self.bash("dev", "--port", "80", "--po"), ["--port"])

    def test_bash_completes_files(self):
        self.assertEqual(self.bash("dev", "w"), ["w.js", "worker.ts"])
        self.assertEqual(self.bash("dev", "--config", "wor"), ["worker.ts"])
        self.assertEqual(self.bash("serve", "--data-dir", ""), ["state"])
        # The value of an option is no command.
        self.assertEqual(self.bash("serve", "--user", "x", "w"), ["w.js", "worker.ts"])

    def test_zsh_describes_commands_and_options(self):
        self.assertIn("serve:Run workers, a lane on every core", self.zsh(""))
        self.assertIn("put:Set a key's value", self.zsh("kv", "key", ""))
        self.assertIn("--ip:The address to listen on (default: 127.0.0.1 and ::1)",
                      self.zsh("dev", "-"))
        self.assertEqual(self.zsh("serve", "--log-format", ""), ["human", "json"])
        self.assertEqual(self.zsh("dev", ""), ["completions", "state", "w.js", "worker.ts"])
        self.assertEqual(self.zsh("serve", "--data-dir", ""), ["state"])
        self.assertEqual(self.zsh("dev", "--port", ""), [])

    def test_fish_describes_commands_and_options(self):
        self.assertEqual(self.fish("se"), {"serve": "Run workers, a lane on every core"})
        self.assertEqual(set(self.fish("kv", "key", "")), {"delete", "get", "list", "put"})
        self.assertEqual(set(self.fish("dev", "--po")), {"--port"})
        self.assertEqual(set(self.fish("serve", "--log-format", "")), {"human", "json"})
        self.assertTrue({"w.js", "worker.ts"} <= set(self.fish("dev", "w")))


if __name__ == "__main__":
    junit.main()
