"""Counters and timings in Prometheus' format, on a port when the host wants one.

The only home of prometheus-client. Nothing is counted by member, server or question.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from prometheus_client import (  # noqa: TID251
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    start_http_server,
)

from bot.records import ModelTrace
from bot.server.limits import Load

_SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160)


class Metrics:
    """What is counted, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        counter = partial(Counter, registry=self._registry)
        gauge = partial(Gauge, registry=self._registry)
        self._questions = counter("footnote_questions", "Questions and claims by how they ended", ["end"])
        self._seconds = Histogram(
            "footnote_answer_seconds",
            "Seconds from question to answer, waiting included",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._remembered = counter("footnote_remembered", "Questions answered from memory")
        self._model = counter(
            "footnote_model_answers", "Answers for which a language model was asked, by outcome", ["outcome"]
        )
        self._tokens = counter(
            "footnote_model_tokens",
            "Tokens that the language model read and wrote, as its server counts them",
            ["kind"],
        )
        self._cost = counter(
            "footnote_model_cost",
            "What these tokens cost, at FOOTNOTE_LLM_PRICE_IN and FOOTNOTE_LLM_PRICE_OUT; 0 where they are not set",
        )
        self._waiting = gauge("footnote_waiting", "Questions that wait for a worker")
        self._reading = gauge("footnote_reading", "Questions in a worker")
        self._latency = gauge(
            "footnote_gateway_latency_seconds", "Seconds that Discord took to acknowledge the last heartbeat"
        )

    def ended(self, end: str, seconds: float | None = None) -> None:
        """A question ended.

        Args:
            end: the answer's outcome, ``checked``, ``unasked`` (not put to the bot), ``declined``,
                ``late`` or ``broken``.
            seconds: from question to answer, when there is one.
        """
        self._questions.labels(end).inc()
        if seconds is not None:
            self._seconds.observe(seconds)

    def remembered(self) -> None:
        """A question was answered from memory."""
        self._remembered.inc()

    def modelled(self, model: ModelTrace) -> None:
        """A language model was asked for an answer."""
        self._model.labels(model.outcome).inc()
        self._tokens.labels("read").inc(model.tokens_read)
        self._tokens.labels("written").inc(model.tokens_written)
        self._cost.inc(model.cost or 0.0)

    def watch(self, load: Callable[[], Load], latency_s: Callable[[], float]) -> None:
        """Registers values that are read at the moment of a scrape."""
        self._waiting.set_function(lambda: load().waiting)
        self._reading.set_function(lambda: load().reading)
        self._latency.set_function(latency_s)

    def serve(self, port: int, host: str) -> Callable[[], None]:
        """Serves ``http://<host>:<port>/metrics`` from a thread; returns a function that ends it.

        Raises:
            OSError: if the port is taken, or the address is not one of this machine's.
        """
        server, thread = start_http_server(port, addr=host, registry=self._registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop
