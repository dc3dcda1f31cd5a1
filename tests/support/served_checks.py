"""Checks that a worker runs when it is asked to, each a test of its own."""

import json
import re
from urllib.parse import urlencode


def listed(server):
    """[file, name] of each check that the worker has."""
    answer = server.get("/")
    if answer.status != 200:
        raise AssertionError(f"the list of checks: {answer.status}\n{server.output()}")
    return json.loads(answer.text)


def add(test_case, server, file, name):
    """Gives the class a test that has the worker run the check `name` of `file`."""
    def check(_):
        answer = server.get("/run?" + urlencode({"file": file, "name": name}))
        if answer.status != 200:
            raise AssertionError(f"{file}.js, {name!r}: {answer.status}\n{answer.text}")

    title = re.sub(r"\W+", "_", f"test_{file}__{name}").strip("_")
    if hasattr(test_case, title):
        raise AssertionError(f"{file}.js has two checks named like {name!r}")
    setattr(test_case, title, check)
