"""Being told to stop by a signal, at whatever moment it comes."""

import os
import select


class Bell:
    """Rung from a signal's handler, heard by whoever waits for it.

    `threading.Event` is not for that: its lock is held for a moment at each beginning and end of a wait, and a handler
    that sets the event just then, in the same thread, waits for itself for ever.
    """

    def __init__(self) -> None:
        self._ear, self._rope = os.pipe()
        self._rung = False

    def set(self) -> None:
        """Ring it; once is enough."""
        if not self._rung:
            self._rung = True
            os.write(self._rope, b"!")

    def is_set(self) -> bool:
        """Whether it was rung."""
        return self._rung

    def wait(self, timeout: float) -> bool:
        """Wait until it is rung, or so many seconds; whether it was rung."""
        if not self._rung:
            select.select([self._ear], [], [], timeout)
        return self._rung
