"""What can break in the index. Each message is one line that says what, where, and what to do.

IndexingError
├── SeedsMissing      the seeds folder does not exist or holds no article
├── IndexMissing      nothing was built yet
├── IndexDamaged      the built data cannot be read
│   └── AnotherEmbedder   it can, and another embedder made it
├── IndexBusy         another build is running
├── DatabaseUnusable  the database that hosts share cannot be reached, refuses us, or is newer than this program
├── NoSuchGeneration  no generation, or more than one, has the id that was typed
├── CheckFailed       a generation was built and failed the check before it is published
├── ShelfRefused      --strict, and something in the seeds folder was left out
├── EditRefused       a file was not added to the seeds folder, or not removed from it
│   └── AlreadyThere      one of that name is there
├── ModelDamaged      the embedder's files are missing or not the ones we trust
├── SecretMissing     the file that a setting names for a secret cannot be read or is empty
├── ShelvesInvalid    shelves.toml has a wrong field, or two shelves share what they must not
└── SourcesInvalid    seeds/sources.toml or seeds/expect.toml has a wrong field
"""


class IndexingError(Exception):
    """Any failure of the index that a person can do something about."""


class SeedsMissing(IndexingError):
    """The seeds folder does not exist or holds no article."""


class IndexMissing(IndexingError):
    """Nothing was built yet."""


class IndexDamaged(IndexingError):
    """The built data cannot be read."""


class AnotherEmbedder(IndexDamaged):
    """The built data was made by another embedder than the one that is set."""


class IndexBusy(IndexingError):
    """Another build is running."""


class DatabaseUnusable(IndexingError):
    """The database that hosts share cannot be reached, refuses us, or is newer than this program."""


class NoSuchGeneration(IndexingError):
    """No generation, or more than one, has the id that was typed."""


class CheckFailed(IndexingError):
    """A generation was built and failed the check before it is published; the last one goes on answering."""


class ShelfRefused(IndexingError):
    """Strictness was asked for, and something in the seeds folder was left out."""


class EditRefused(IndexingError):
    """A file was not added to the seeds folder, or not removed from it; nothing has changed."""


class AlreadyThere(EditRefused):
    """A file of that name is in the seeds folder already."""


class ModelDamaged(IndexingError):
    """The embedder's files are missing or are not the ones we trust."""


class SecretMissing(IndexingError):
    """The file that a setting names for a secret cannot be read or is empty."""


class ShelvesInvalid(IndexingError):
    """``shelves.toml`` has a wrong field, or two of its shelves share what they must not."""


class SourcesInvalid(IndexingError):
    """``seeds/sources.toml`` or ``seeds/expect.toml`` has a wrong field."""
