"""Opens and closes Chroma, in a folder of this machine or on a server; its failures become our errors.

Chroma takes a second to import. It is imported where it is opened, as nobody needs it who looks at an index without
searching.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import IndexDamaged
from index.settings import IndexSettings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

    Client = ClientAPI

AT_ONCE = 100  # collections in one list
_LEFT = "left"  # since when no generation is searched in a collection: seconds since 1970


def folder_client(folder: Path, mend: str) -> Client:
    """A client of the Chroma of a folder, which is made when missing.

    Args:
        folder: where Chroma keeps its files.
        mend: what is wrong when Chroma fails, and what a person can do.

    Raises:
        IndexDamaged: if Chroma cannot open the folder.
    """
    import chromadb
    from chromadb.config import Settings

    with ours(mend):
        return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


def forget_clients() -> None:
    """Makes Chroma reopen a folder instead of returning its cached, broken client."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


class Server:
    """A Chroma server; each use of it opens a connection of its own.

    Args:
        settings: where it is, and what it asks for.
    """

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self.mend = (
            f"{settings.chroma_url}: the Chroma server cannot be used; "
            "check that it runs, FOOTNOTE_CHROMA_URL and FOOTNOTE_CHROMA_TOKEN"
        )

    def client(self) -> Client:
        """A client of the server.

        Raises:
            IndexDamaged: if it cannot be reached or refuses us.
        """
        import chromadb
        from chromadb.config import Settings

        url = urlsplit(str(self._settings.chroma_url))
        token = self._settings.chroma_token
        secret = token.get_secret_value() if token else ""
        bearer = f"Bearer {secret}" if self._settings.chroma_header == "Authorization" else secret
        tls, authority = url.scheme == "https", self._settings.chroma_ca
        # Without TLS no certificates are needed; loading the system's would take half the time of a client.
        certificates = str(authority) if authority else tls
        with ours(self.mend):
            return chromadb.HttpClient(
                host=url.hostname or "",
                port=url.port or (443 if tls else 80),
                ssl=tls,
                headers={self._settings.chroma_header: bearer} if secret else None,
                settings=Settings(anonymized_telemetry=False, chroma_server_ssl_verify=certificates),
            )

    def name(self, collection: str) -> str:
        """What a collection of this shelf is called."""
        return f"{self._settings.chroma_shelf}-{collection}"

    def collections(self) -> list[str]:
        """The names of all collections on the server, those of other shelves too.

        Raises:
            IndexDamaged: if the server cannot be used.
        """
        names: list[str] = []
        with ours(self.mend), self._speaking() as client:
            while batch := client.list_collections(limit=AT_ONCE, offset=len(names)):
                names += [collection.name for collection in batch]
        return names

    def forget(self, collection: str, grace_s: float) -> None:
        """Marks a collection that nobody needs any more, and deletes it when it was marked some time ago.

        Args:
            collection: its name, of this shelf.
            grace_s: seconds between the mark and the deletion.

        Raises:
            IndexDamaged: if the server cannot be used.
        """
        from chromadb.errors import NotFoundError

        with ours(self.mend), self._speaking() as client, suppress(NotFoundError):  # another was quicker
            stored = client.get_collection(self.name(collection), embedding_function=None)
            marked = (stored.metadata or {}).get(_LEFT)
            if marked is None:
                stored.modify(metadata={**(stored.metadata or {}), _LEFT: time.time()})
            elif time.time() - float(marked) >= grace_s:
                client.delete_collection(stored.name)

    @contextmanager
    def _speaking(self) -> Iterator[Client]:
        client = self.client()
        try:
            yield client
        finally:
            let_go(client)


def let_go(client: Any, close: Callable[[], None] = lambda: None) -> None:
    """Closes a client of Chroma, with its connections, which Chroma leaves to the garbage collector.

    Args:
        client: of a folder or of a server; every one can be closed, though Chroma's interface does not say so.
        close: what else to do then.
    """
    client.close()
    for server in (client._server, client._admin_client._server):
        if hasattr(server, "_session"):  # of a server, not of a folder
            server._session.close()
    close()


@contextmanager
def ours(mend: str, lost: str = "") -> Iterator[None]:
    """Chroma's failures as ours; its Rust core panics with a BaseException of its own.

    Args:
        mend: what is wrong when Chroma fails, and what a person can do.
        lost: the same where a collection is not there.

    Raises:
        IndexDamaged: saying that.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, IndexDamaged):
        raise
    except BaseException as error:
        from chromadb.errors import NotFoundError

        raise IndexDamaged(lost if lost and isinstance(error, NotFoundError) else mend) from error
