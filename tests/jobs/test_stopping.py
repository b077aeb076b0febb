"""The bell that tells the job worker to stop is heard whenever the signal comes."""

import os
import signal
import threading
import time

from survey_app.jobs.stopping import Bell


def test_a_signal_at_any_moment_of_a_wait_is_heard_at_once() -> None:
    before = signal.getsignal(signal.SIGUSR1)
    try:
        for number in range(60):
            bell = Bell()
            signal.signal(signal.SIGUSR1, lambda *_given, bell=bell: bell.set())
            threading.Timer(number * 0.0001, os.kill, (os.getpid(), signal.SIGUSR1)).start()
            begun = time.monotonic()
            while not bell.wait(0.002):
                assert time.monotonic() - begun < 10
            assert bell.is_set()
            bell.set()
            assert bell.wait(10)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_nobody_rings_and_the_wait_is_over_in_time() -> None:
    assert Bell().wait(0.01) is False
