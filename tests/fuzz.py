"""Reads many files made of random pieces, of every suffix in turn: `python tests/fuzz.py 20000` (then: a seed).

Each is checked against the two properties of `test_index_documents.py`; failures are printed, and the exit status is 1.
It takes half a minute of processor time; `pytest --hypothesis-profile=fuzz` searches better, and takes longer.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import test_index_documents as documents

PROPERTIES = (
    documents.test_whatever_a_file_holds_quotations_stand_in_it_and_their_words_are_shown,
    documents.test_every_sign_of_every_block_is_quotable_or_left_out_for_a_reason,
)
MOST = 12  # pieces of a file


def main(files: int, seed: int) -> int:
    """Tries so many files; the exit status."""
    chance, failed = random.Random(seed), 0
    for number in range(files):
        file = documents.FILES[number % len(documents.FILES)]
        text = "".join(chance.choices(documents.PIECES, k=chance.randint(0, MOST)))
        for check in PROPERTIES:
            try:
                check.hypothesis.inner_test(file, text)
            except Exception as error:
                failed += 1
                print(f"{check.__name__}: {file} {text!r}: {error!r}"[:600])
    print(f"{files} files, {failed} failed (seed {seed})")
    return min(failed, 1)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*[*given, *(20_000, 1)[len(given) :]]))
