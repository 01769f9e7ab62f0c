"""How many tokens a server reads at once, if it says so: llama.cpp, vLLM and Ollama do, each in its own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openai import APIStatusError, AsyncOpenAI

UNLOADED = 4096  # tokens that Ollama reads on small cards; before it has loaded the model, it does not say
SILENT = ("api.openai.com", "api.anthropic.com")  # hosts that are not asked: they read more than we send

_Tells = Callable[[Any, str], int | None]


async def context_of(client: AsyncOpenAI, url: str, name: str) -> tuple[int | None, bool]:
    """How many tokens a server reads at once, reply included, and whether it would say the same another time.

    Args:
        client: reaches the server.
        url: the endpoint, ending in ``/v1``.
        name: the model's name.

    Returns:
        None if the server does not say.

    Raises:
        APIConnectionError: if the server cannot be reached.
    """
    root = url.rstrip("/").removesuffix("/v1")
    places: tuple[tuple[str, _Tells], ...] = (
        (f"{root}/props", _of_llama_cpp),
        (f"{url.rstrip('/')}/models", _of_vllm),
        (f"{root}/api/ps", _of_ollama),
    )
    for address, tells in places:
        try:
            said: Any = await client.get(address, cast_to=object)
            tokens = tells(said, name)
        except (APIStatusError, ValueError, TypeError, KeyError, AttributeError):  # another kind of server
            continue
        if tokens is not None:
            return tokens or UNLOADED, tokens > 0
    return None, True


def _of_llama_cpp(said: Any, _: str) -> int | None:
    """From ``/props``: the tokens that each slot reads."""
    return int(said["default_generation_settings"]["n_ctx"])


def _of_vllm(said: Any, name: str) -> int | None:
    """From the list of models, which every server has, but only vLLM's says this."""
    lengths = (model.get("max_model_len") for model in said["data"] if model.get("id") == name)
    return next((int(length) for length in lengths if length), None)


def _of_ollama(said: Any, name: str) -> int | None:
    """From the loaded models; 0 if this one is not loaded, or an old Ollama does not say."""
    names = (name, f"{name}:latest")
    return next(
        (int(model.get("context_length", 0)) for model in said["models"] if model.get("name") in names), 0
    )
