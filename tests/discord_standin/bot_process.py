"""The bot as an operator runs it: a process with an environment, two streams, signals and a status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUARD = ROOT / "tests" / "guard"  # forbids every connection that leaves this machine


class BotProcess:
    """A running bot, killed at the end of the ``with`` block if it still runs.

    Args:
        arguments: what follows ``python``.
        environment: its environment variables; apart from a few that Python needs, it inherits nothing.
        folder: where it is started; its streams are kept there.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self._streams = [folder / "stdout", folder / "stderr"]
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        with self._streams[0].open("w") as stdout, self._streams[1].open("w") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=folder,
                env={
                    **inherited,
                    "HOME": str(folder),
                    "PYTHONPATH": f"{GUARD}{os.pathsep}{ROOT}",
                    **environment,
                },
                stdout=stdout,
                stderr=stderr,
            )

    def __enter__(self) -> BotProcess:
        return self

    def __exit__(self, failed: object = None, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        if failed:
            print(self.stderr)  # pytest shows it with the failure

    @property
    def stdout(self) -> str:
        """All that it has printed so far."""
        return self._streams[0].read_text()

    @property
    def stderr(self) -> str:
        """All that it has complained about so far."""
        return self._streams[1].read_text()

    @property
    def memory_mb(self) -> float:
        """The memory that it holds now, in MB; 0 once it has ended."""
        status = Path(f"/proc/{self._process.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit status."""
        self.tell(number)
        return self.wait()

    def tell(self, number: int) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for the end; returns the exit status."""
        return self._process.wait(timeout=60)
