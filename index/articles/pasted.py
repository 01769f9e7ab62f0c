"""Text that somebody pasted, as a file of the seeds folder: what they say of it becomes its front matter."""

from __future__ import annotations

import re
import unicodedata

import yaml

from index.articles.files import Unreadable
from index.articles.metadata import FieldInvalid, checked

SUFFIX = ".txt"
_LONGEST_STEM = 60  # characters
_BETWEEN = re.compile(r"[\W_]+")


def pasted_file(title: str, text: str, url: str = "", published: str = "") -> tuple[str, bytes]:
    """The name and the content of a file.

    Args:
        title: what the text is called; the file is named after it.
        text: the text.
        url: where it was taken from; empty when nobody says.
        published: its date, as front matter has it (2025-02-03); empty when nobody says.

    Raises:
        Unreadable: if the title holds no letter and no digit, or the address or the date is none.
    """
    title = " ".join(unicodedata.normalize("NFC", title).split())
    stem = _BETWEEN.sub("-", title.casefold()).strip("-")[:_LONGEST_STEM].rstrip("-")
    if not stem:
        raise Unreadable("its title has neither a letter nor a digit; give it another")
    stated = {"title": title, "url": url.strip(), "published": published.strip()}
    fields = {name: value for name, value in stated.items() if value}
    try:
        checked(fields, "the form")
    except FieldInvalid as error:
        raise Unreadable(str(error)) from error
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=10_000)
    return f"{stem}{SUFFIX}", f"---\n{front}---\n\n{text.strip()}\n".encode()
