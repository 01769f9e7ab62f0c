"""What the tests share: the real articles, one real index of them, and a guard against the outside world."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest
import structlog
from discord_standin import Discord
from discord_standin.rules import Description
from pydantic import SecretStr
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.answering.answerer import Answerer
from bot.settings import BotSettings
from bot.wire import open_answerer
from index.build import build
from index.embedder import open_embedder
from index.generations import open_generations
from index.search import Index, open_index
from index.settings import IndexSettings
from index.stores import open_stores
from tests.postgres import Postgres
from tests.remembered import remembering
from tests.remembering import Home
from tests.remembering import shared as shared_database

# pytest --hypothesis-profile=many: 2,500 examples of each property, for a machine that is left alone a while
hypothesis.settings.register_profile("usual", deadline=None)  # a busy machine is no fault of the bot
hypothesis.settings.load_profile("usual")
hypothesis.settings.register_profile("many", max_examples=2500, deadline=None)
hypothesis.settings.register_profile("fuzz", max_examples=20_000, deadline=None)  # of documents; some minutes

# The tests' processes share few cores: threads that wait for each other there cost twice the time and win none.
# torch reads this when it is loaded, here and in processes that a test starts.
os.environ["OMP_NUM_THREADS"] = "1"

ROOT = Path(__file__).parent.parent
GUARD = ROOT / "tests" / "guard"
DESCRIPTION = ROOT.parent / "shared" / "discord" / "openapi.json"

sys.path.insert(0, str(GUARD))
import sitecustomize  # noqa: E402, F401  (forbids connections to anywhere but this machine, in this process too)

RUN = pytest.StashKey[bool]()


# These ask the bot the same of our cases, which one worker answers once.
ASK_OUR_CASES = {
    "test_bot_answering.py",
    "test_bot_model_reads.py",
    "test_bot_model_trial.py",
    "test_eval_gate.py",
}


class TogetherWhereShared(LoadScopeScheduling):
    """Hands out tests one by one, but those of a file with a fixture of its own to one worker: it is made once."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if Path(path).name in ASK_OUR_CASES:
            return "our cases"
        return path if _shares(path) else nodeid


@cache
def _shares(path: str) -> bool:
    """Whether tests of a file stay together: a fixture is made once for the file, or they ask our cases."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return 'scope="module"' in text or Path(path).name in ASK_OUR_CASES


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """How several workers share the tests."""
    return TogetherWhereShared(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests stay together go first, so that no worker is left with one when the others have none."""
    paths = {item: item.nodeid.partition("::")[0] for item in items}
    items.sort(key=lambda item: (Path(paths[item]).name not in ASK_OUR_CASES, not _shares(paths[item])))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whether the test that comes wants its networks run."""
    item.config.stash[RUN] = item.get_closest_marker("networks") is not None


@pytest.fixture(scope="session", autouse=True)
def remembered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No text is read twice by a network of the workers of one run, apart from tests that are marked ``networks``."""
    base = tmp_path_factory.getbasetemp()
    run = (
        base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    )  # a worker's folder lies in that of the run
    with remembering(lambda: not request.config.stash.get(RUN, False), run / "readings.sqlite3"):
        yield


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The articles that ship."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> IndexSettings:
    """Settings of one index of the seeds, built once for all tests; not to be changed."""
    settings = IndexSettings(seeds=seeds, data=tmp_path_factory.mktemp("built") / "data")
    build(settings)
    return settings


@pytest.fixture(scope="session")
def index(built: IndexSettings) -> Index:
    """The index of the seeds."""
    return open_index(built)


@pytest.fixture(scope="session")
def answerer(built: IndexSettings) -> Answerer:
    """The answerer that ships, over the index of the seeds."""
    return open_answerer(BotSettings(seeds=built.seeds, data=built.data))


@pytest.fixture
def fresh(tmp_path: Path) -> IndexSettings:
    """Settings of an empty seeds folder and an empty data folder."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "data").mkdir()
    return IndexSettings(seeds=tmp_path / "seeds", data=tmp_path / "data")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server on this machine."""
    port, folder = free_port(), tmp_path_factory.mktemp("chroma")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder)]
    running = subprocess.Popen(
        [*command, "--port", str(port), "--host", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise TimeoutError(f"the Chroma server of the tests does not listen on port {port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server on this machine."""
    with Postgres(free_port()) as running:
        yield running


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    address = postgres.new_database()
    yield address
    postgres.drop(address)


@pytest.fixture(params=["file", "hosts"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """An empty home, in a folder and in the database of several hosts."""
    return Home(
        tmp_path, shared_database(request.getfixturevalue("database")) if request.param == "hosts" else None
    )


@pytest.fixture
def hosts(
    fresh: IndexSettings, chroma: str, database: str, tmp_path: Path
) -> tuple[IndexSettings, IndexSettings]:
    """Two machines on one Chroma server and one database: one has the articles and builds, the other has neither."""
    (tmp_path / "other").mkdir()
    shelf = {"chroma_url": chroma, "chroma_shelf": tmp_path.name, "database_url": database}
    builder = IndexSettings(seeds=fresh.seeds, data=fresh.data, **shelf)
    return builder, IndexSettings(seeds=tmp_path / "none", data=tmp_path / "other", **shelf)


@pytest.fixture(params=["folder", "server", "hosts"])
def anywhere(request: pytest.FixtureRequest, fresh: IndexSettings, tmp_path: Path) -> IndexSettings:
    """`fresh`: all in the data folder, or the vectors on a Chroma server, or the rest in a database as well."""
    given: dict[str, object] = {}
    if request.param != "folder":
        given = {"chroma_url": request.getfixturevalue("chroma"), "chroma_shelf": tmp_path.name}
    if request.param == "hosts":
        given["database_url"] = SecretStr(request.getfixturevalue("database"))
    return fresh.model_copy(update=given)


def environment(settings: IndexSettings) -> dict[str, str]:
    """The same settings for another process."""
    given = settings.model_dump(exclude_none=True)
    return {
        f"FOOTNOTE_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in given.items()
    }


def lose_vectors(settings: IndexSettings) -> None:
    """Loses all vectors, wherever they are."""
    if settings.chroma_url is None:
        shutil.rmtree(settings.data / "stores")
        return
    embedder = open_embedder(settings.embedder, settings.data)
    store = open_stores(settings, embedder.name).open(open_generations(settings).pointer().store)
    store._collection.delete(ids=store._collection.get(include=[])["ids"])


@pytest.fixture(scope="session")
def description() -> Description | None:
    """Discord's published description of its interface, where it lies beside the checkout."""
    return Description(DESCRIPTION) if DESCRIPTION.exists() else None


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory, description: Description | None) -> Iterator[Discord]:
    """Discord, as far as the bot can see it; no request of a whole module may break its description.

    It waits longer for an acknowledgement than the three seconds that ``benchmarks channel`` holds the bot to: a busy
    machine is no fault of the bot.
    """
    with Discord(tmp_path_factory.mktemp("discord"), description, patience_s=60) as discord:
        yield discord
    assert discord.faults == []


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory, built: IndexSettings) -> dict[str, str]:
    """The environment of a bot that reads the articles that ship, with an index of its own."""
    data = tmp_path_factory.mktemp("articles") / "data"
    shutil.copytree(built.data, data)
    return {"FOOTNOTE_SEEDS": str(built.seeds), "FOOTNOTE_DATA": str(data)}


Door = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def door() -> Door:
    """Runs ``python -m ...`` as a user does, in a process that may only reach this machine."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FOOTNOTE_", "DISCORD_"))
        }
        return subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=ROOT,
            env={**kept, "PYTHONPATH": str(GUARD), "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Door]:
    """Runs the same command line as ``door``, to the same status and streams, without the start of a process.

    What a command sets up for the log of its process ends with the test, whose stderr is closed then.
    """
    loggers = [logging.getLogger(name) for name in ("discord", "bot", "index")]
    before = [(logger.handlers, logger.level) for logger in loggers]

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        module, *rest = map(str, arguments)
        for name in os.environ:
            if name.startswith(("FOOTNOTE_", "DISCORD_")):
                monkeypatch.delenv(name)
        for name, value in {"COLUMNS": "200", **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", [module, *rest])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            import_module(f"{module}.__main__").main()
        printed = capsys.readouterr()
        status = ended.value.code or 0
        assert isinstance(status, int)
        return subprocess.CompletedProcess([*sys.argv], status, printed.out, printed.err)

    yield run
    structlog.reset_defaults()
    for logger, (handlers, level) in zip(loggers, before, strict=True):
        logger.handlers = handlers
        logger.setLevel(level)
