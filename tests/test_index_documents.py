"""Files of every format: what can be quoted stands in them, and every word is quotable or left out for a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles.blocks import Block
from index.articles.files import SUFFIXES
from index.articles.frontmatter import FrontMatterInvalid, split_front_matter
from index.articles.html import read_page
from index.articles.lined import lined_blocks
from index.articles.markdown import markdown_blocks
from index.articles.metadata import Metadata, Sources
from index.articles.seen import seen_of
from index.articles.shelf import articles_in, articles_of_file, read_shelf
from index.articles.targets import titles_of
from index.records import Span
from tests.documents import quotable, read, shown

FILES = tuple(f"a{suffix}" for suffix in sorted(SUFFIXES))

PIECES = (
    "# Head\n", "## Is it *free*?\n", "No. Not at **all**.\n", "- item one\n", "  - nested `code`\n", "1. first\n",
    "| a | b |\n|---|---|\n| 1 | x \\| y |\n", "```\ncode here\n```\n", "> quoted text that\n> goes on\n", "Lead in:\n",
    "\n", "\n\n", "\r\n", "text with [a link](http://x.y/z) and [[wiki|words]].\n", "snake_case 2 * 3 * 4\n",
    "<!-- unseen -->\n", "<div hidden>unseen words</div>\n", "<p>para &amp; more</p>\n", "<ul><li>one<li>two</ul>",
    "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2\n", "Q: What?\nA: That.\n", "[10:20] Bob: hello\n",
    ".. note::\n\n   body of note\n", "Title\n=====\n", "::\n\n    literal\n", "---\ntitle: a: b\n---\n",
    "== Adoc\n", "|===\n|a |b\n|1 |2\n|===\n", "^id-1\n", "[^1]: foot\n", "\ufeff", "\t", "é̂ ", "“Quote,” he said.\n",
    "word " * 30, "![img](a.png)\n", "***x***\n", "<b>bold", "<pre>a\n b</pre>", "a<br>b\n", "<details><summary>Why?",
    "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n", ".. data:: NAME\n\n   What it is.\n\n   Default: 4\n",
    ".. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n   * - 1\n     - 2\n",
    "Term\n: meaning\n", "::: tip\nx\n:::\n",
    "- [x](#x)\n- [y](#y)\n", "Bob: hi\nAnn: ho\nBob: hu\nAnn: he\n",
    "**Bold head**\nBelow it.\n", ".Title\n* a\n** b\n+\nc\n",
    "<td colspan=2>wide</td>", "<![x]>", "<!x>", "-a, --all  Show all.\n", "| line one\n| line two\n",
    "Why is that?\nSo.\n",
    "Hedda  Today at 19:02\nwhen?\n", ".. [1] A note.\n", "Open:\n    Monday   9-17\n    Tuesday  closed\n",
    "Name:: what\n",
    "    " + "x = 1\n    " * 30, "[2.1]: http://x.y\n", "## [2.1] - today\n", "\u2028", "\x0c",
    ".. |x| replace:: yes it is\n", "|x|", ":x: yes it is\n", "{x}",
    '!!! note "Why"\n    So.\n', "**1.2.0** - 2025-01-01\n",
    "+---+---+\n| a     |\n+---+---+\n| 1 | 2 |\n|   +---+\n|   | 3 |\n+---+---+\n",
    "=== ===\na   b\n=== ===\n1   2\n=== ===\n",
    "<Jo> hi\n<Max> ho\n<Jo> hu\n", "1\n00:01.000 --> 00:02.000\n", "--- Part ---\n", "1. Is it so?\nYes.\n",
    '<Card title="Is it so?">\n', "</Card>\n", "{/* gone */}\n", "costs {price} a day.\n", "import A from 'b'\n",
    "export const a = {\n", "<span hidden>unseen", "</span>", "<>\n", "{{< note >}}\n", "{'said'}",
    "\\", "*", "_", "`", "<", ">", "|",
)  # fmt: skip


STANDS_FOR = re.compile(r":`|\|x\||\{x\}")  # references, which are shown as what they lead to


# pytest --hypothesis-profile=fuzz: 20,000 files of each property, some minutes.
EXAMPLES = max(400, settings().max_examples)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_a_file_holds_quotations_stand_in_it_and_their_words_are_shown(file: str, text: str) -> None:
    """Every quotation lies within its file, and what is shown of it are its words, in their order."""
    try:
        sentences = quotable(text, file)
    except FrontMatterInvalid:
        return
    for sentence in sentences:
        raw = sentence.of(text)
        assert 0 <= sentence.start < sentence.end <= len(text)
        if not (sentence.lead or "&" in raw or "\\" in raw):
            words = re.sub(
                r"(?m)^\s*(?:\d+|[a-z])[.)] ", "", sentence.words_in(text)
            )  # the marks of a list are drawn anew
            assert STANDS_FOR.search(raw) or in_order(words, raw), (words, raw)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_sign_of_every_block_is_quotable_or_left_out_for_a_reason(file: str, text: str) -> None:
    """Whatever a file holds, each letter of each of its blocks can be quoted, or is boilerplate with a reason."""
    try:
        articles = read(file, text)
    except FrontMatterInvalid:
        return
    stretches: list[Span] = [cut.span for article in articles for cut in article.boilerplate]
    for sentence in (
        sentence for article in articles for paragraph in article.paragraphs for sentence in paragraph
    ):
        stretches += [sentence, *([sentence.lead] if sentence.lead else [])]
    for block in blocks_of(file, text) if articles else ():
        there = [
            at for at, sign in zip(block.shown.at, block.text, strict=True) if at >= 0 and sign.isalnum()
        ]
        lost = [at for at in there if not any(stretch.start <= at < stretch.end for stretch in stretches)]
        assert not lost or not re.search(r"\w", block.text), (block.text, [text[at] for at in lost])
        assert block.cells or there == sorted(there), "the signs of a block rise"
        assert all(
            text[at] in (sign, "&") or STANDS_FOR.search(text)
            for at, sign in zip(block.shown.at, block.text, strict=True)
            if at >= 0 and not sign.isspace()
        )


def blocks_of(file: str, text: str) -> Sequence[Block]:
    """The blocks of a file."""
    if file.endswith((".html", ".htm")):
        return read_page(text).blocks
    _, begin = split_front_matter(text)
    if file.endswith((".md", ".mdx", ".markdown")):
        return markdown_blocks(text, begin, seen_of(text, begin, is_mdx=file.endswith(".mdx")))
    return lined_blocks(text, begin, Path(file).suffix)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_suffix_that_is_listed_has_a_reader(suffix: str) -> None:
    """A file of every kind that may lie in the seeds folder is read by a reader of its own kind."""
    (article,) = articles_of_file(
        f"a{suffix}", "The bridge opened on Monday.\n", Sources({}, {}), titles_of({})
    )
    assert [len(paragraph) for paragraph in article.paragraphs] == [1]


def test_a_suffix_without_a_reader_is_not_read_as_plain_text() -> None:
    """Whoever lists a suffix and forgets its reader is told so at once."""
    with pytest.raises(ValueError, match=r"no reader for \.org files"):
        articles_in("a.org", "* The bridge opened on Monday.\n", 0, Metadata())


def in_order(words: str, raw: str) -> bool:
    """Whether the letters of the words stand in the quotation one after the other."""
    there = iter(raw)
    return all(sign in there for sign in "".join(re.findall(r"[^\W_]+", words)))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("file", ["a.md", "a.txt", "a.rst"])
def test_wrapped_lines_are_one_paragraph(file: str, end: str) -> None:
    """A sentence goes on over the ends of its lines, also within a quotation's marks."""
    text = end.join(
        ["The main tap is opened on the last Saturday of", "March and closed before the", "frost."]
    )
    assert shown(text, file) == [
        "The main tap is opened on the last Saturday of March and closed before the frost."
    ]


def test_front_matter_is_read_as_people_write_it(tmp_path: Path) -> None:
    """YAML with a colon in a title, TOML and JSON are read; what other programs keep there costs nothing."""
    (tmp_path / "a.md").write_text(
        "---\ntitle: Studio two: a beginning\nnav_order: 4\ndate: 2025-02-20\n---\nA.\n"
    )
    (tmp_path / "b.md").write_text('+++\ntitle = "A mast"\ndate = 2025-04-14\n+++\nIt is high.\n')
    (tmp_path / "c.md").write_text('{"title": "A choir", "authors": [{"name": "Ylva"}]}\nIt sings.\n')
    (tmp_path / "d.md").write_text("---\ntitle: Fine\ndate: soon\n---\nIt stays.\n")
    shelf = read_shelf(tmp_path)
    assert [(article.title, str(article.published), article.author) for article in shelf.articles] == [
        ("Studio two: a beginning", "2025-02-20", None),
        ("A mast", "2025-04-14", None),
        ("A choir", "None", "Ylva"),
        ("Fine", "None", None),
    ]
    assert [(left_out.file, left_out.read) for left_out in shelf.skipped] == [("d.md", True)]
    assert "line 3: date" in shelf.skipped[0].reason


def test_a_folder_states_where_its_pages_stand(tmp_path: Path) -> None:
    """With `base_url` each page of a folder has its address, by its slug where it states one."""
    (tmp_path / "manual").mkdir()
    (tmp_path / "manual" / "set up.md").write_text("It is set up.")
    (tmp_path / "manual" / "b.md").write_text("---\nslug: /sharing\n---\nIt is shared.")
    (tmp_path / "sources.toml").write_text('["manual/"]\nbase_url = "https://example.org/m"\n')
    addresses = {article.file: article.url for article in read_shelf(tmp_path).articles}
    assert addresses["manual/b.md"] == "https://example.org/m/sharing"
    assert addresses["manual/set up.md"] == "https://example.org/m/set%20up"


def test_files_in_utf16_are_read_by_their_mark(tmp_path: Path) -> None:
    """A file in UTF-16 with its mark is read; its quotations count in code points as any other's."""
    (tmp_path / "a.txt").write_bytes("It rained in Quetta.".encode("utf-16"))
    shelf = read_shelf(tmp_path)
    (sentence,) = shelf.articles[0].paragraphs[0]
    assert sentence.of(shelf.texts["a.txt"]) == "It rained in Quetta."


@pytest.mark.parametrize("file", FILES)
def test_every_word_is_quotable_or_left_out_for_a_reason(file: str) -> None:
    """Of a file with one block of each kind no word is lost: it can be quoted, or is boilerplate with a reason."""
    text = {
        "a.md": "# One\n\nTwo **three**.\n\n## Four?\n\nFive.\n\n- six\n- seven\n\n"
        "| eight | nine |\n|--|--|\n| ten | eleven |\n",
        "a.mdx": "import A from 'a'\n\n# One\n\nTwo **three**.\n\n:::tip four\n\nFive.\n\n:::\n\n<A>\n\n"
        "- six\n- seven\n\n</A>\n",
        "a.markdown": "One\n===\n\nTwo\n: three\n\n**Four?**\nFive.\n\n<ul><li>six<li>seven</ul>\n\n"
        "    eight\n    nine\n",
        "a.htm": "<title>One</title><p>Two<p hidden>three<p>four<dl><dt>five<dd>six</dl>"
        "<table><tr><td rowspan=2>seven<td>eight"
        "<tr><td>nine</table><details><summary>ten</summary>eleven</details>",
        "a.txt": "One\n===\n\nTwo three.\n\nQ: Four?\nA: Five.\n\n- six\n- seven\n",
        "a.rst": "One\n===\n\nTwo *three*.\n\n.. note:: four\n\n   Five.\n\n* six\n* seven\n\n::\n\n    eight\n",
        "a.adoc": "= One\n\nTwo *three*.\n\n== Four\n\n* six\n* seven\n\n|===\n|eight |nine\n\n|ten |eleven\n|===\n",
        "a.html": "<h1>One</h1><p>Two <b>three</b>.</p><nav>four</nav><ul><li>six<li>seven</ul><table><tr><th>eight"
        "<th>nine<tr><td>ten<td>eleven</table>",
    }[file]
    spans = []
    for article in read(file, text):
        spans += [cut.span for cut in article.boilerplate]
        spans += [sentence for paragraph in article.paragraphs for sentence in paragraph]
    words = [
        match.span()
        for match in re.finditer(
            r"\b(?:[Oo]ne|[Tt]wo|three|[Ff]our|[Ff]ive|six|seven|eight|nine|ten|eleven)\b", text
        )
    ]
    assert all(any(span.start <= start and end <= span.end for span in spans) for start, end in words)


def test_metadata_of_nothing_is_nothing() -> None:
    """A file without front matter states nothing."""
    assert split_front_matter("It rained.") == (Metadata(), 0)


def test_options_footnotes_and_lines_behind_bars_are_read_in_restructuredtext() -> None:
    """An option is told with what it does; a footnote is text; bars that keep lines apart are marks."""
    text = (
        "Manual\n======\n\n-a, --all      Show all.\n--file FILE    Read from FILE\n               and stop.\n\n"
        "| To the mill\n| By the river\n\n.. [1] As of 1990.\n"
    )
    assert shown(text, "a.rst") == [
        "-a, --all: Show all.",
        "--file FILE: Read from FILE and stop.",
        "To the mill By the river",
        "As of 1990.",
    ]


ADOC = """= Guide
Jo Doe <jo@example.org>
v1.0, 2025-01-01

.Before you start
. Wash hands.
. Dry them.
+
Use a towel.

Valve:: A red wheel.
Pipe::
A long tube.

[cols="1,2",options="header"]
|===
|Name |Price
|Valve
|10
2+|all in crowns
|===
"""


def test_asciidoc_is_read_as_it_is_written() -> None:
    """A title reaches over its block; attached paragraphs, terms, and cells on lines of their own are told."""
    assert [(sentence.section, sentence.words_in(ADOC)) for sentence in quotable(ADOC, "a.adoc")] == [
        ("Before you start", "1. Wash hands.\n2. Dry them.\nUse a towel."),
        ("", "Valve: A red wheel."),
        ("", "Pipe: A long tube."),
        ("", "Name: Valve; Price: 10"),
        ("", "all in crowns"),
    ]
    unnamed = "|===\n|Valve |10\n|Pipe |20\n|===\n"
    assert shown(unnamed, "a.adoc") == ["Valve: 10", "Pipe: 20"]


def test_a_day_that_is_none_costs_no_other_field() -> None:
    """Front matter with a date that no calendar has keeps its authors and its title."""
    stated, _ = split_front_matter(
        "---\ntitle: Rules\ndate: 2025-13-45\nauthors:\n  - name: Jo\n  - Max\n---\nBe kind.\n"
    )
    assert (stated.title, stated.author, stated.published) == ("Rules", "Jo, Max", None)
    assert "line 3: date" in stated.problems[0]
