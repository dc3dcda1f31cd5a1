#!/usr/bin/env python3
"""Projects as people write them for Workers, each run by `atoll dev` and asked its questions."""

import contextlib
import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e", "tests/projects"]
import atoll  # noqa: E402
import junit  # noqa: E402
import projects  # noqa: E402


class Answer:
    """What the server has answered: a response of atoll.py, with `json()`."""

    def __init__(self, response):
        self._response = response

    def __getattr__(self, name):
        return getattr(self._response, name)

    def json(self):
        return json.loads(self._response.text)


class ProjectsTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.server = None
        self._workspace = self.enterContext(projects.workspace())

    @contextlib.contextmanager
    def project(self, name, *arguments):
        """A server that runs a copy of the project; `answers` asks the one begun last."""
        folder = projects.copy(name, self._workspace)
        before = self.server
        with atoll.Server("dev", *arguments, cwd=folder) as self.server:
            try:
                yield self.server
            except BaseException as error:
                error.add_note(self.server.output())
                raise
            finally:
                self.server = before

    def answers(self, status, method, target, body=None, **headers):
        """The answer to a request, which must have this status. `body`: octets or text as they
        are, anything else as JSON. Headers are written with _ for -."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            fields.setdefault("content-type", "application/json")
        answer = Answer(self.server.request(method, target, body=body, headers=fields))
        self.assertEqual(answer.status, status, f"{method} {target}: {answer.body!r}")
        return answer

    def status_of(self, method, target):
        return self.server.request(method, target).status

    def events_of(self, answer):
        """The data of each of an answer's server-sent events that has some."""
        return [line[6:] for line in answer.text.splitlines()
                if line.startswith("data: ") and line != "data: "]

    def eventually(self, condition):
        return atoll.eventually(condition, "an answer that comes later")


def case_of(name):
    def run(self):
        questions = projects.questions_of(name)
        with self.project(name, *getattr(questions, "ARGUMENTS", [])) as server:
            questions.ask(self, server)

    run.__doc__ = f"the project in {projects.HERE / name}"
    return run


for project_name in projects.names():
    setattr(ProjectsTest, f"test_{project_name.replace('-', '_')}", case_of(project_name))


if __name__ == "__main__":
    junit.main()
