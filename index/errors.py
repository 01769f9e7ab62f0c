"""What can break in the index. Each message is one line that says what, where, and what to do.

IndexingError
├── SeedsMissing      the seeds folder does not exist or holds no article
├── IndexMissing      nothing was built yet
├── IndexDamaged      the built data cannot be read
├── IndexBusy         another build is running
├── ModelDamaged      the embedder's files are missing or not the ones we trust
└── SourcesInvalid    seeds/sources.toml has a wrong field
"""


class IndexingError(Exception):
    """Any failure of the index that a person can do something about."""


class SeedsMissing(IndexingError):
    """The seeds folder does not exist or holds no article."""


class IndexMissing(IndexingError):
    """Nothing was built yet."""


class IndexDamaged(IndexingError):
    """The built data cannot be read."""


class IndexBusy(IndexingError):
    """Another build is running."""


class ModelDamaged(IndexingError):
    """The embedder's files are missing or are not the ones we trust."""


class SourcesInvalid(IndexingError):
    """``seeds/sources.toml`` has a wrong field."""
