"""Builds what answers and checks: the only place that joins models, index and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from bot import upkeep
from bot.answering.answerer import Answerer
from bot.answering.llm.chooser import Chooser
from bot.answering.llm.fitness import Fit, kept
from bot.answering.llm.lead import LeadWriter, Supports
from bot.answering.llm.trial import Trial, settle, settle_beside, settle_within
from bot.answering.policy import POLICY
from bot.answering.reading.calibrated import read_weights
from bot.answering.reading.choice import open_judge, open_reader
from bot.answering.reading.reader import Reader
from bot.answering.verify.checked import Checked
from bot.answering.verify.checker import Checker
from bot.engine import Engine, Engines, Upkeep
from bot.settings import BotSettings
from index.build import build, is_stale
from index.edits import closed
from index.embedder import Embedder, open_embedder
from index.errors import AnotherEmbedder, IndexDamaged, IndexMissing, SeedsMissing
from index.live import LiveIndex
from index.search import Index, open_index
from index.shelves import read_shelves, settings_of


def open_answerer(
    settings: BotSettings,
    notice: Callable[[str], None] = lambda line: None,
    trial: Trial = Trial.WITHIN,
) -> Answerer:
    """Opens everything that answering needs; builds the index first when there is none, and follows it afterwards.

    Args:
        settings: which articles, which data, which language model.
        notice: told, in one line each, that an index is being built or that the articles have changed since.
        trial: when a language model that was never tried gets its trial.

    Raises:
        IndexingError: if the index cannot be opened or built.
    """
    live = LiveIndex(settings, open_or_build(settings, notice))
    return _answerers(settings, notice, trial, cache(lambda: open_checker(settings, live().embedder)))(live)


def open_engines(
    settings: BotSettings, notice: Callable[[str], None] = lambda line: None
) -> Engine | Engines:
    """Opens what serves members: one engine for everywhere, or one for each shelf of ``shelves.toml``.

    Answering is ready at once; checking when the first claim comes. Shelves share their models. A language model
    that was never tried gets its trial in the background.

    Args:
        settings: which articles, which data, which models.
        notice: told, in one line each, that an index is being built or that the articles have changed since.

    Raises:
        IndexingError: if an index cannot be opened or built, or ``shelves.toml`` is wrong.
    """
    shelves = read_shelves(settings)
    if shelves is None:
        live = LiveIndex(settings, open_or_build(settings, notice), ahead=True)
        return _engines(settings, notice, [(settings, live)])[0]
    opened: list[tuple[BotSettings, LiveIndex]] = []
    for shelf in shelves.placed:
        own, embedder = settings_of(settings, shelf), opened[0][1]().embedder if opened else None
        index = open_or_build(own, partial(_told_of, notice, shelf.name), embedder)
        opened.append((own, LiveIndex(own, index, ahead=True)))
    engines = zip(shelves.placed, _engines(settings, notice, opened), strict=True)
    named = {
        shelf.name: replace(engine, shelf=shelf.name, servers=shelf.servers) for shelf, engine in engines
    }
    return Engines(named, shelves)


def _told_of(notice: Callable[[str], None], shelf: str, line: str) -> None:
    notice(f'Shelf "{shelf}": {line}')


def _engines(
    settings: BotSettings, notice: Callable[[str], None], opened: Sequence[tuple[BotSettings, LiveIndex]]
) -> list[Engine]:
    """The engines of several indexes with the same models."""
    embedder = opened[0][1]().embedder
    embedder.embed(["the first question must not wait for the model to load"])
    checker = cache(lambda: open_checker(settings, embedder))
    answerer = _answerers(settings, notice, Trial.BESIDE, checker)
    return [_engine(own, live, answerer(live), checker) for own, live in opened]


def _engine(
    settings: BotSettings, live: LiveIndex, answerer: Answerer, checker: Callable[[], Checker]
) -> Engine:
    def check(claims: Sequence[str]) -> tuple[Checked, ...]:
        index = live.newest()
        return tuple(checker().against_articles(claim, index) for claim in claims)

    def followed(work: Callable[[], str]) -> str:
        """Publish, and open what was published, so that it answers everywhere when the line says so."""
        line = work()
        live.look()
        return line

    return Engine(
        ask=answerer.ask,
        check=check,
        index=live,
        newest=live.newest,
        upkeep=Upkeep(
            rebuild=lambda: followed(lambda: upkeep.rebuild(settings)),
            rollback=lambda: followed(lambda: upkeep.rollback(settings)),
            add=lambda name, content, replace: followed(lambda: upkeep.add(settings, name, content, replace)),
            remove=lambda file: followed(lambda: upkeep.remove(settings, file)),
            closed=lambda: closed(settings),
        ),
    )


def open_checker(settings: BotSettings, embedder: Embedder | None = None) -> Checker:
    """Opens what checking claims needs.

    Args:
        settings: which models.
        embedder: the embedder, if it is open already.

    Raises:
        IndexingError: if a model is damaged.
        ReaderUnfit: if the model that is set is made for something else.
    """
    embedder = embedder or open_embedder(settings.embedder, settings.data)
    return Checker(open_judge(settings.judge), read_weights(settings.judge), embedder)


def supports_by(checker: Callable[[], Checker]) -> Supports:
    """The checks that a lead has to pass, by a checker that is opened when the first lead is checked.

    Args:
        checker: opens it, once.
    """
    return lambda lead, sentences: checker().supports(lead, sentences)


def _answerers(
    settings: BotSettings, notice: Callable[[str], None], trial: Trial, checker: Callable[[], Checker]
) -> Callable[[LiveIndex], Answerer]:
    """Makes answerers of indexes, all with the same reader and the same language model."""
    supports = supports_by(checker)
    reader = Reader(open_reader(settings.reader), read_weights(settings.reader))
    chooser, certainty = _chooser(settings, notice, trial, supports), settings.certainty or POLICY.answer_at
    leads = LeadWriter(chooser, supports) if chooser and settings.llm_leads else None
    return lambda live: Answerer(live.newest, reader, chooser, certainty, leads=leads)


def _chooser(
    settings: BotSettings, notice: Callable[[str], None], trial: Trial, supports: Supports
) -> Chooser | None:
    """The language model that is set, unless there is nothing that it may do; gets its trial if it had none."""
    if not settings.llm:
        return None
    from bot.answering.llm.clients import open_language_model  # takes seconds to import, and is rarely needed

    model, url = open_language_model(settings), settings.llm_base_url or ""
    if trial is Trial.NEVER:
        return Chooser(model, settings.llm, settings.llm_budget, Fit.READS, settings.llm_prices)
    last_trial = kept(settings.llm, url, settings.data)
    fit = last_trial.fit if last_trial else None
    if last_trial and (fit is Fit.UNFIT or (fit is Fit.WORDS and not settings.llm_leads)):
        notice(f"{last_trial.line} (`python -m bot doctor` tries it again).")
        return None
    chooser = Chooser(model, settings.llm, settings.llm_budget, fit, settings.llm_prices)
    if last_trial:
        return chooser
    if trial is Trial.BESIDE:
        settle_beside(chooser, url, settings.data, supports)
    elif trial is Trial.FIRST:
        notice(f"Trying {settings.llm} first, with ten questions.")
        notice(f"{settle(chooser, url, settings.data, supports).line}.")
    else:
        notice(f"{settings.llm} has not been tried: it gets ten trial questions first, this once.")
        chooser.trial = partial(settle_within, chooser, url, settings.data, supports)
    return chooser


def open_or_build(
    settings: BotSettings,
    notice: Callable[[str], None] = lambda line: None,
    embedder: Embedder | None = None,
) -> Index:
    """Opens the index; builds it first when there is none, or when it is damaged and the articles are there.

    Args:
        settings: which articles, which data.
        notice: told, in one line each, that an index is being built or that the articles have changed since.
        embedder: the embedder, if it is open already.

    Raises:
        IndexingError: if the index cannot be opened or built.
    """
    try:
        index = open_index(settings, embedder)
    except IndexMissing:
        build(settings, progress=lambda done, _: None if done else notice("No index yet: building it first."))
        return open_index(settings, embedder)
    except AnotherEmbedder:  # perhaps this one was set by mistake, and the index is good
        raise
    except IndexDamaged as damage:
        if settings.chroma_url or not settings.seeds.is_dir():  # a build here would not help
            raise
        notice(f"Building the index again from the articles. {damage}.")
        build(settings)
        return open_index(settings, embedder)
    try:
        if is_stale(index.generation, settings.seeds):
            notice("The articles have changed since the index was built: run `python -m index build`.")
    except SeedsMissing as error:
        notice(f"Answering from what was built. {error}.")
    return index
