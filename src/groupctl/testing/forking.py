"""Work in child processes that begin with all that this one has loaded, a few at a time."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from select import select
from typing import Any, BinaryIO, Final

TIME_OUT: Final = "timed out"

Children = dict[BinaryIO, tuple[int, int]]
"""By the pipe on which a child answers: its process, and its task."""


def forked(
    tasks: Iterable[int], work: Callable[[int], Any], *, at_once: int, seconds: int
) -> Iterator[tuple[int, Any]]:
    """Each task, a number, with what came of it, in the order in which they end; `TIME_OUT` after ``seconds``.

    What a child prints is dropped, what it changes is lost. RuntimeError where a child dies.
    """
    running: Children = {}
    for task in tasks:
        if len(running) == at_once:
            yield _ended(running)
        _start(task, work, seconds, running)
    while running:
        yield _ended(running)


def _start(task: int, work: Callable[[int], Any], seconds: int, running: Children) -> None:
    sys.stdout.flush()
    read, write = os.pipe()
    if child := os.fork():
        os.close(write)
        running[os.fdopen(read, "rb")] = child, task
        return
    code = 70
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
        with os.fdopen(write, "wb") as answer:
            pickle.dump(work(task), answer)
        code = 0
    finally:
        os._exit(code)


def _ended(running: Children) -> tuple[int, Any]:
    answer = select(list(running), [], [])[0][0]
    child, task = running.pop(answer)
    with answer:
        said = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGALRM:
        return task, TIME_OUT
    if code:
        raise RuntimeError(f"the child for {task} ended with {code}")
    return task, pickle.loads(said)  # noqa: S301 - written by the child
