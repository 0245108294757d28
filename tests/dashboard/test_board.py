"""Answers of a board are computed once, kept within bounds, and never kept when they failed."""

import threading

import pytest

from dashboard.board import SIZES, Answers
from dashboard.errors import Unavailable


def test_an_answer_is_computed_once() -> None:
    answers, computed = Answers(8), []
    for _ in range(3):
        assert answers.get("key", lambda: computed.append(1) or len(computed)) == 1  # type: ignore[func-returns-value]
    assert answers.get("other", lambda: 7) == 7


def test_threads_wait_for_the_one_that_computes() -> None:
    answers, computed, found = Answers(8), [], []
    inside, go = threading.Event(), threading.Event()

    def compute() -> str:
        computed.append(1)
        inside.set()
        assert go.wait(10)
        return "answer"

    threads = [threading.Thread(target=lambda: found.append(answers.get("key", compute))) for _ in range(6)]
    threads[0].start()
    assert inside.wait(10)
    for thread in threads[1:]:
        thread.start()
    assert answers.get("unrelated", lambda: "at once") == "at once"
    go.set()
    for thread in threads:
        thread.join(10)
    assert (found, len(computed)) == (["answer"] * 6, 1)


def test_a_failure_is_not_kept() -> None:
    answers = Answers(8)

    def fail() -> str:
        raise Unavailable("errors.database")

    with pytest.raises(Unavailable):
        answers.get("key", fail)
    assert answers.get("key", lambda: "later") == "later"


def test_only_so_many_are_kept_and_the_oldest_goes_first() -> None:
    answers, computed = Answers(2), []

    def ask(key: str) -> str:
        return answers.get(key, lambda: computed.append(key) or key)  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "a", "b"):
        ask(key)
    assert computed == ["a", "b", "c", "b"]


def test_sizes_name_counts_of_a_slice() -> None:
    assert all(callable(count) for _, count in SIZES.values())
