"""Documents keep their structure: what is quoted stands together, what is shown has no marks."""

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
from index.articles.shelf import articles_in, articles_of_file, articles_of_page, read_shelf
from index.articles.targets import titles_of
from index.records import Article, Sentence, Span

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


def read(file: str, text: str) -> list[Article]:
    """The articles of one file."""
    if file.endswith((".html", ".htm")):
        return articles_of_page(file, text)
    stated, begin = split_front_matter(text)
    return articles_in(file, text, begin, stated)


def quotable(text: str, file: str = "a.md") -> list[Sentence]:
    """Everything that may be quoted of a file, in order."""
    return [
        sentence for article in read(file, text) for paragraph in article.paragraphs for sentence in paragraph
    ]


def shown(text: str, file: str = "a.md") -> list[str]:
    """What a reader is shown of it."""
    return [sentence.words_in(text) for sentence in quotable(text, file)]


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


def test_what_is_shown_has_no_marks() -> None:
    """Bold, code, links, wiki links, footnote marks and block ids are not shown; every word is."""
    text = "> It **stays** for `one hour` after it is [closed](help/close)[^2] in [[Shelves|a shelf]]. ^id"
    assert shown(text) == ["It stays for one hour after it is closed in a shelf."]
    assert shown("It costs 2 * 3 crowns in snake_case, *really*.") == [
        "It costs 2 * 3 crowns in snake_case, really."
    ]


def test_a_heading_that_asks_is_shown_with_its_answer() -> None:
    """A question in a heading, a Q: line or a summary and what follows are one quotation."""
    assert shown("# Help\n\n## Is it free?\n\nNo. It costs $5.") == ["Is it free? No. It costs $5."]
    assert shown("Q: Is it free?\nA: No.\n\nQ: For whom?\nA: For all.", "a.txt") == [
        "Is it free? No.",
        "For whom? For all.",
    ]
    page = "<details><summary>Is it free?</summary><p>No.</p></details>"
    assert shown(page, "a.html") == ["Is it free? No."]


def test_headings_are_the_path_of_what_stands_under_them() -> None:
    """Every sentence knows the headings above it; the title of the article is not told again."""
    text = "# Changes\n\n## 3.0.0\n\n### Removed\n\n- The fax is gone.\n\n## 2.0.0\n\nIt began."
    assert [sentence.section for sentence in quotable(text)] == ["3.0.0 › Removed", "2.0.0"]
    rst = "Manual\n======\n\nMoving\n------\n\nCopy it.\n"
    assert [(sentence.section, sentence.words_in(rst)) for sentence in quotable(rst, "a.rst")] == [
        ("Moving", "Copy it.")
    ]


def test_a_list_is_quoted_with_its_lead_in() -> None:
    """What ends in a colon leads in what follows, steps and code alike; a list without one is told item by item."""
    text = "Do this:\n\n1. Hold it.\n2. Pull **hard**.\n"
    assert shown(text) == ["Do this:\n1. Hold it.\n2. Pull hard."]
    assert quotable(text)[0].of(text) == "Do this:\n\n1. Hold it.\n2. Pull **hard**."
    assert shown("Type this:\n\n```\n/load --all\n```\n") == ["Type this:\n`/load --all`"]
    assert shown("- Letters can wait.\n- The fax is gone.\n") == ["Letters can wait.", "The fax is gone."]


def test_a_long_list_says_how_much_more_there_is() -> None:
    """Of a list that is too long for one quotation the first items are shown, and each item keeps its lead-in."""
    text = "You need:\n\n" + "".join(
        f"- thing number {n} " + "of the kind that lies about " * 3 + "\n" for n in range(12)
    )
    first, *items = quotable(text)
    assert (first.more, first.words_in(text).count("\n•")) == (4, 8)
    assert items[9].lead is not None
    assert (items[9].lead.of(text), items[9].lead_words) == ("You need:", "You need:")


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("a.md", "| Ticket | Price |\n| --- | --- |\n| Classes | **30** |\n"),
        (
            "a.html",
            "<table><tr><th>Ticket</th><th>Price</th></tr><tr><td>Classes</td><td><b>30</b></td></tr></table>",
        ),
        ("a.adoc", "|===\n|Ticket |Price\n\n|Classes |*30*\n|===\n"),
    ],
)
def test_a_row_is_told_with_the_names_of_its_columns(file: str, table: str) -> None:
    """A row is quoted as it stands, beside the row that names its columns."""
    (row,) = quotable(table, file)
    assert row.words_in(table) == "Ticket: Classes; Price: 30"
    assert row.lead is not None
    assert "Ticket" in row.lead.of(table)


def test_a_turn_of_a_talk_is_told_with_the_next_one() -> None:
    """What somebody said is quoted with the reply, for the answer may stand there."""
    text = "[19:02] Hedda: when is the fair?\n[19:03] Ruben: on 23 May\n"
    assert shown(text, "a.txt")[0] == "Hedda: when is the fair?\nRuben: on 23 May"


def test_what_no_reader_sees_is_never_quoted() -> None:
    """Hidden elements, comments, scripts and lines of a page's code are no words of it."""
    page = (
        '<p>It rang.</p><!-- dismissed for theft --><div style="display:none"><p>Insured for 800,000.</p></div>'
        "<p hidden>Struck by lightning.<p>It was sold.</p><p>It <span hidden>never</span> stood.</p>"
    )
    assert shown(page, "a.html") == ["It rang.", "It was sold."]
    assert shown("import X from 'x'\n\nIt rang.<!-- not for print -->\n\n{/* nor this */}\n") == ["It rang."]


def test_a_page_within_a_form_and_several_articles_are_read() -> None:
    """A form around the whole page, two articles and a standfirst in an article's header are its text."""
    assert shown("<form><h1>Hall</h1><p>It opened in June.</p></form>", "a.html") == ["It opened in June."]
    two = "<article><header><p>It was found.</p></header></article><article><p>It was old.</p></article>"
    assert shown(two, "a.html") == ["It was found.", "It was old."]


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


SETTINGS = """Settings
========

.. data:: COOKIE_NAME

    What the cookie is called.

    Default: ``'session'``

.. tab:: Windows

    Use the registry.

Every setting can be read from a file.
"""


def whole(text: str, file: str = "a.md") -> list[str]:
    """What a reader is shown of a file, each quotation after what introduces it."""
    return [
        "\n".join(filter(None, (sentence.lead_words, sentence.words_in(text))))
        for sentence in quotable(text, file)
    ]


def test_a_described_name_stands_before_what_describes_it() -> None:
    """A setting's name is told with its description and its default, in reStructuredText and in Markdown."""
    assert whole(SETTINGS, "a.rst")[:2] == [
        "COOKIE_NAME: What the cookie is called.",
        "COOKIE_NAME\nDefault: 'session'",
    ]
    page = "# Server\n\n## `bodyLimit`\n\n+ Default: `1048576` (1MiB)\n\nThe most that a body may hold.\n"
    assert whole(page) == ["bodyLimit\n• Default: 1048576 (1MiB)\nThe most that a body may hold."]


def test_a_session_of_a_shell_is_code() -> None:
    """What was typed at Python's prompt is shown as code, with the line that leads it in."""
    page = "Use\n===\n\nCall it:\n\n>>> paint('red')\n'done'\n\nThat is all.\n"
    assert shown(page, "a.rst") == ["Call it:\n```\n>>> paint('red')\n'done'\n```", "That is all."]


def test_a_title_that_asks_does_not_end_a_sentence() -> None:
    """A link to a page whose title is a question stands within its sentence."""
    assert shown("See [Why so slow?][why]\nfor a longer answer.\n") == [
        "See Why so slow? for a longer answer."
    ]


def test_what_follows_a_box_does_not_stand_under_its_heading() -> None:
    """A tab, a box or a described name is the heading of what it holds, and of nothing after it."""
    sections = {sentence.words_in(SETTINGS): sentence.section for sentence in quotable(SETTINGS, "a.rst")}
    assert sections["Use the registry."] == "Windows"
    assert sections["Every setting can be read from a file."] == ""


def test_an_item_is_quoted_with_what_stands_below_it() -> None:
    """An item of a long list keeps its own items; a whole sentence needs no heading before it."""
    rest = "".join(
        f"- The option number {n} says what is done when the {n}th case arises.\n" for n in range(12)
    )
    slash = "- `slash`: what is done with it:\n  - `both`: two routes.\n  - `none`: one.\n"
    page = f"# Routes\n\n## Options\n\n{slash}{rest}"
    sentences = quotable(page)
    assert (
        sentences[0].words_in(page) == "slash: what is done with it:\n  • both: two routes.\n  • none: one."
    )
    assert sentences[1].lead is None


def test_the_title_is_not_the_sites_name_above_it() -> None:
    """A site's name in a heading of its own, right above the title, is not the title."""
    page = '<h1 align="center">Saddle</h1>\n\n# Testing\n\nTests are run at night.\n\n## Tools\n\nThere is one.\n'
    assert [article.title for article in read("a.md", page)] == ["Testing"]


def test_references_are_shown_by_the_titles_that_they_lead_to(tmp_path: Path) -> None:
    """A reference without words shows the title of the page or the heading, else its name in readable words."""
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "proxy.rst").write_text(
        "Behind a Proxy\n==============\n\n.. _trusted-hosts:\n\nTrusted *Hosts*\n---------------\n\nOnly those.\n"
    )
    text = (
        "Start\n=====\n\nRead :doc:`guide/proxy` and :doc:`/guide/proxy`, then :ref:`trusted-hosts`.\n"
        "There is also :ref:`a label <trusted-hosts>`, :ref:`no-such-place` and :file:`.env`.\n"
    )
    (tmp_path / "start.rst").write_text(text)
    start = read_shelf(tmp_path).articles[1]
    assert [sentence.words_in(text) for paragraph in start.paragraphs for sentence in paragraph] == [
        "Read Behind a Proxy and Behind a Proxy, then Trusted Hosts.",
        "There is also a label, no such place and .env.",
    ]


def test_a_sentence_before_long_code_stands_alone() -> None:
    """What is said before forty lines of code can be quoted without them; the code keeps what leads it in."""
    page = "# Bells\n\nRinging is allowed by day only, even on Sundays.\n\n```\n" + "ring\n" * 12 + "```\n"
    said, code = quotable(page)
    assert said.words_in(page) == "Ringing is allowed by day only, even on Sundays."
    assert code.lead is not None
    assert code.lead_words == code.lead.of(page) == said.words_in(page)
    short = "# Bells\n\nRinging is allowed by day only, even on Sundays.\n\n```\nring\n```\n"
    assert shown(short) == ["Ringing is allowed by day only, even on Sundays.\n`ring`"]


def test_a_table_of_contents_that_a_sentence_leads_in_is_a_list() -> None:
    """Links within the page are quoted as a list where a sentence says what they are; else they are left out."""
    links = "- [Tower bells](#tower)\n  - [Great](#great)\n- [Hand bells](#hand)\n\nThey are old.\n"
    assert shown(f"# Bells\n\nThere are bells of two kinds:\n\n{links}") == [
        "There are bells of two kinds:\n• Tower bells\n  • Great\n• Hand bells",
        "They are old.",
    ]
    assert shown(f"# Bells\n\nOn this page:\n\n{links}") == ["They are old."]


def test_a_lead_in_of_headings_names_the_first_and_counts_the_others() -> None:
    """Chapters that a sentence introduces are told like a list that is too long for one quotation."""
    page = "# Bells\n\nWe ring three bells:\n\n## Great\n\nIt is big.\n\n## Small\n\nIt is not.\n\n## Old\n\nIt was.\n"
    first = quotable(page)[0]
    assert (first.words_in(page), first.more) == ("We ring three bells:\n• Great", 2)


def test_a_lead_in_does_not_reach_over_a_picture() -> None:
    """What a picture shows is not what the next paragraph says."""
    page = "# Bells\n\nThe result looks like this:\n\n![a bell](bell.png)\n\nThen ring it.\n"
    assert shown(page) == ["The result looks like this:", "Then ring it."]


@pytest.mark.parametrize(
    "page",
    [
        "**Q: Is it free?**\n\nA: No.\n\n**Q: For whom?**\n**A:** For all.",
        "Q. Is it free?\nA. No.\n\nQ. For whom?\n\nA. For all.",
        "### Q: Is it free?\n\nNo.\n\n### Q: For whom?\n\nFor all.",
        "**Is it free?**\nNo.\n\n**For whom?**\nFor all.",
        "Is it free?\nNo.\n\nFor whom?\nFor all.",
    ],
)
def test_questions_and_answers_are_read_in_markdown_too(page: str) -> None:
    """Whatever marks a question and its answer, both are quoted together and without the marks."""
    assert shown(f"# Help\n\n{page}\n") == ["Is it free? No.", "For whom? For all."]


def test_a_name_with_an_initial_is_no_answer() -> None:
    """Only behind a question does "A." open an answer."""
    assert shown("A. Smith wrote the song.\n") == ["A. Smith wrote the song."]


def test_a_talk_is_read_in_markdown_too() -> None:
    """Names in bold open the turns of a talk."""
    page = "# Meeting\n\n**Anna:** Shall we?\n\n**Bert:** Yes, for 300.\n\n**Anna:** Agreed.\n"
    assert shown(page)[0] == "Anna: Shall we?\nBert: Yes, for 300."


def test_definitions_are_told_behind_what_they_define() -> None:
    """A term with a colon below it is told with its meaning; what goes on indented is no code."""
    page = "# Words\n\nAnchor\n: What holds a *boat*.\n\nBow\n:   The front.\n\n    It is pointed.\n"
    assert shown(page) == ["Anchor: What holds a boat.", "Bow: The front.", "It is pointed."]
    notes = "It weighs 2 tons.[^1]\n\n[^1]: As of 1990.\n[^2]: Not on Sundays.\n\n    It rests.\n"
    assert shown(notes) == ["It weighs 2 tons.", "As of 1990.", "Not on Sundays.", "It rests."]


def test_a_heading_within_a_box_is_none_of_what_follows() -> None:
    """A heading in a quotation, a summary and a caption reach as far as what they stand in."""
    page = "# Rules\n\n> ## Note\n> Be kind.\n\nBe quiet.\n\n<details><summary>Why?</summary>\n\nSo.\n"
    page += "\n</details>\n\nGo.\n"
    assert [sentence.section for sentence in quotable(page)] == ["Note", "", "Why?", ""]
    html = "<table><caption>Fees</caption><tr><td>Adult<td>4</table><p>Pay at the door.</p>"
    assert [(sentence.section, sentence.words_in(html)) for sentence in quotable(html, "a.html")] == [
        ("Fees", "Adult: 4"),
        ("", "Pay at the door."),
    ]


def test_a_link_whose_address_stands_elsewhere_has_no_brackets() -> None:
    """A link is shown without brackets where its address is stated below, and with them where it is not."""
    page = "# Changes\n\n## [2.1.0] - 2025-03-01\n\nSee [the list] and [1].\n\n[2.1.0]: http://x.y\n[the list]: http://x.z\n"
    (sentence,) = quotable(page)
    assert (sentence.section, sentence.words_in(page)) == ("2.1.0 - 2025-03-01", "See the list and [1].")


TABLE = """<table><thead><tr><th rowspan="2">Member<th colspan="2">Fee<tr><th>Month<th>Year</thead>
<tr><td>Adult<td>4<td>40<tr><td>Child<td colspan="2">free<tr><td>Guest<td><td>10
<tr><td rowspan="2">Senior<td>2<td>20<tr><td>1<td>9<tr><td colspan="3">Pay at the door.</table>"""


def test_cells_that_cover_several_columns_or_rows_are_told_where_they_count() -> None:
    """Each cell stands behind the names of its columns; an empty one moves no other."""
    assert shown(TABLE, "a.html") == [
        "Member: Adult; Fee Month: 4; Fee Year: 40",
        "Member: Child; Fee: free",
        "Member: Guest; Fee Year: 10",
        "Member: Senior; Fee Month: 2; Fee Year: 20",
        "Member: Senior; Fee Month: 1; Fee Year: 9",
        "Pay at the door.",
    ]
    assert "Senior" in quotable(TABLE, "a.html")[4].of(TABLE)


def test_all_of_a_long_turn_can_be_quoted() -> None:
    """What somebody says at length is quoted in full, each further sentence with the name of who says it."""
    long = " ".join(f"This is point number {n} of all that I have to say about it." for n in range(9))
    text = f"[19:02] Hedda: {long}\n[19:03] Ruben: Thanks.\n"
    first, *further, last = quotable(text, "a.txt")
    assert len(first.words_in(text).split()) <= 80
    assert further[-1].words_in(text) == "This is point number 8 of all that I have to say about it."
    assert {sentence.lead_words for sentence in further} == {"Hedda:"}
    assert last.words_in(text) == "Ruben: Thanks."


def test_talks_are_read_as_people_copy_them() -> None:
    """Discord's own copy, and times with their days, are turns: the name and what was said, without the time."""
    copied = "Hedda  Today at 19:02\nwhen is the fair?\n\nRuben  03/01/2025 19:03\non 23 May\nat ten\n"
    assert shown(copied, "a.txt")[0] == "Hedda: when is the fair?\nRuben: on 23 May at ten"
    silent = "Hedda  Today at 19:02\nRuben  Today at 19:03\non 23 May\n"  # a picture, which nobody can copy
    assert shown(silent, "a.txt")[-1] == "Ruben: on 23 May"
    dated = "[2025-01-03 19:02] Hedda: when is the fair?\n[2025-01-03 19:03] Ruben: on 23 May\n"
    assert shown(dated, "a.txt")[0] == "Hedda: when is the fair?\nRuben: on 23 May"


def test_a_question_that_stands_alone_is_told_with_what_follows() -> None:
    """A line or a paragraph that only asks is quoted with the first words of what stands below it."""
    assert shown("How do I join?\nSend us a letter.\n\nMay I leave?\nAny time.\n", "a.txt") == [
        "How do I join? Send us a letter.",
        "May I leave? Any time.",
    ]
    assert shown("How do I join?\n\nSend us a letter. We read it.\n", "a.txt") == [
        "How do I join? Send us a letter.",
        "We read it.",
    ]
    listed = "# Help\n\n1. **Is it long?** Two hours.\n2. **Is there food?** Yes: soup.\n"
    assert shown(listed) == ["Is it long? Two hours.", "Is there food? Yes: soup."]


def test_indented_lines_below_a_colon_are_a_list() -> None:
    """Short lines without marks that are indented below a lead-in are told with it, a line each."""
    text = "Opening hours:\n    Monday    9-17\n    Tuesday   closed\n"
    assert shown(text, "a.txt") == ["Opening hours:\n• Monday 9-17\n• Tuesday closed"]


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


def test_tables_that_follow_each_other_are_two() -> None:
    """A table in HTML and one in Markdown right below it each have their own columns."""
    page = "<table><tr><th>Plan<th>Price<tr><td>Basic<td>5</table>\n\n| Day | Hours |\n|---|---|\n| Monday | 9-17 |\n"
    assert shown(page) == ["Plan: Basic; Price: 5", "Day: Monday; Hours: 9-17"]


def test_a_day_that_is_none_costs_no_other_field() -> None:
    """Front matter with a date that no calendar has keeps its authors and its title."""
    stated, _ = split_front_matter(
        "---\ntitle: Rules\ndate: 2025-13-45\nauthors:\n  - name: Jo\n  - Max\n---\nBe kind.\n"
    )
    assert (stated.title, stated.author, stated.published) == ("Rules", "Jo, Max", None)
    assert "line 3: date" in stated.problems[0]


def test_tables_in_directives_are_read() -> None:
    """A table with a title and one of values with commas between them are rows as any others."""
    text = (
        'Fees\n====\n\n.. csv-table:: Prices\n   :header: "Item", "Price"\n\n   "Bread, white", 3\n   Cake, 5\n\n'
        ".. table:: Times\n\n   ===== ======\n   Day   Open\n   ===== ======\n   Mon   9-17\n   ===== ======\n\n"
        "That is all.\n"
    )
    assert shown(text, "a.rst") == [
        "Item: Bread, white; Price: 3",
        "Item: Cake; Price: 5",
        "Day: Mon; Open: 9-17",
        "That is all.",
    ]


def test_what_stands_within_a_component_is_markdown() -> None:
    """Lists between the tags of MDX are lists; what a page exports is code of the page to its end."""
    page = "export const meta = {\n  a: 1,\n}\n\n# Setup\n\n<Steps>\n1. Hold it.\n2. Pull it.\n</Steps>\n"
    assert shown(page, "a.mdx") == ["1. Hold it.\n2. Pull it."]


MDX = """import Tabs from '@theme/Tabs'
import {
  Card,
} from '../parts'
export const price = 20

export function Bar() {
  const said = "Never seen.";

  return <p>Never {said} seen.</p>
}

# Pricing

The plan costs {price} crowns. It is paid in {'May'}.

{/*
The attic is closed.

It has no door.
*/}

<Card title="Opening hours" onClick={() => open > 1}>
    The gate opens at nine.
</Card>

<Tabs>
  <TabItem label="Linux">

      1. Pull it.
      2. Push it.

  </TabItem>
</Tabs>

{members.map((one) => (
  <li>{one.name} pays.</li>
))}

Use `{braces}` with <Badge>care</Badge>.

<Link title="No heading" href="/x">Read on.</Link>

| Plan | Price |
|---|---|
| Basic | {price} |
"""


def test_of_mdx_only_what_a_reader_sees_is_quoted() -> None:
    """Code, remarks and expressions are not quoted, nor a sentence that holds one; a component's title is a heading."""
    assert [(sentence.section, sentence.words_in(MDX)) for sentence in quotable(MDX, "a.mdx")] == [
        ("", "It is paid in May."),
        ("Opening hours", "The gate opens at nine."),
        ("Linux", "1. Pull it.\n2. Push it."),
        ("", "Use {braces} with care."),
        ("", "Read on."),
        ("", "Plan: Basic"),
    ]
    assert shown(MDX, "a.md") == shown(MDX, "a.mdx"), "an import says what the file is"
    plain = "# Sets\n\nThe set {a, b} has two.\n\n## Code\n\n```\nimport A from 'b'\n<Card>\n</Card>\n```\n"
    assert shown(plain)[0] == "The set {a, b} has two.", "code in a fence says nothing of the file"


def test_hidden_elements_of_markdown_are_never_quoted() -> None:
    """What stands in a hidden element is not quoted, though it holds paragraphs, nor the sentence around it."""
    page = "Dues are <span hidden>9</span> 5. Pay.\n\n"
    page += '<div style="display: none">\n\nThe *old* rule.\n\n</div>\n\nGo on.\n'
    assert shown(page) == ["Pay.", "Go on."]
    code = "Write `<div hidden>` so:\n\n```\n<div hidden>\nx\n</div>\n```\n"
    assert shown(code) == ["Write <div hidden> so:\n```\n<div hidden>\nx\n</div>\n```"]


def test_a_comment_in_code_is_seen() -> None:
    """Code that shows a comment is quoted; a comment in the text is not, nor the sentence around it."""
    page = "# Signs\n\nWrite this:\n\n```html\n<!-- begin -->\n```\n\nThe gate <!-- old --> is red. It is open.\n"
    assert shown(page) == ["Write this:\n`<!-- begin -->`", "It is open."]


def test_shortcodes_are_marks() -> None:
    """What Hugo, Jekyll and GitBook replace by a box is not shown; what stands within it is."""
    page = '# Wells\n\n{{< note title="x" >}}\nThe well is deep.\n{{< /note >}}\n\n'
    page += "{% hint %}\nMind it.\n{% endhint %}\n"
    assert shown(page) == ["The well is deep.", "Mind it."]


def test_scripts_in_a_form_around_the_page_are_not_quoted() -> None:
    """A form that holds most of a page is read: its text and tables, and no script, style or field."""
    page = (
        "<form><h1>Rules</h1><p>Be kind.</p><table><tr><th>Plan<th>Cost<tr><td>Basic<td>5</table>"
        "<script>var a = 'no text'</script><select><option>One</select><template><p>No.</p></template></form>"
    )
    assert shown(page, "a.html") == ["Be kind.", "Plan: Basic; Cost: 5"]


GRID = """Fees
====

+--------+---------------+
| Member | Fee           |
|        +-------+-------+
|        | Month | Year  |
+========+=======+=======+
| Adult  | 4     | 40    |
+--------+-------+-------+
| Child  | free          |
+--------+-------+-------+
| Senior | 2     | by    |
+--------+-------+ hand  |
| Guest  | 3     |       |
+--------+-------+-------+

=====  =====  ======
   Inputs     Output
------------  ------
  A      B    A or B
=====  =====  ======
no     yes    yes
no     no     no,
              never
=====  =====  ======
"""


def test_drawn_tables_with_cells_that_cover_others_are_told_in_restructuredtext() -> None:
    """Cells of a grid or a simple table count for all columns and rows that they are drawn across."""
    assert shown(GRID, "a.rst") == [
        "Member: Adult; Fee Month: 4; Fee Year: 40",
        "Member: Child; Fee: free",
        "Member: Senior; Fee Month: 2; Fee Year: by hand",
        "Fee Year: by hand; Member: Guest; Fee Month: 3",
        "Inputs A: no; Inputs B: yes; Output A or B: yes",
        "Inputs A: no; Inputs B: no; Output A or B: no, never",
    ]
    amiss = "+---+---+\n| a | b\n+---+-+-+\n\nGo on.\n"
    assert shown(amiss, "a.rst") == ["```\n+---+---+\n| a | b\n+---+-+-+\n```", "Go on."]


def test_what_stands_for_something_else_is_shown_as_that() -> None:
    """A substitution and an attribute are shown as the file states them, and by their names where it does not."""
    rst = ".. |version| replace:: 3.2\n\nThis is |version| of |name|.\n"
    assert shown(rst, "a.rst") == ["This is 3.2 of name."]
    adoc = "= Guide\n:price: 20\n\nIt costs {price} crowns and {more}. Press kbd:[F1].\n"
    assert shown(adoc, "a.adoc") == ["It costs 20 crowns and {more}.", "Press F1."]


def test_boxes_and_tabs_of_markdown_have_headings() -> None:
    """The title of a box or a tab stands over what it holds, and over nothing after it."""
    page = '# Help\n\n!!! warning "Mind the gap"\n    It is wide.\n\nGo on.\n\n=== "Linux"\n    Pull it.\n\n'
    page += ":::tip[On time]\nCome early.\n:::\n\n::: details More\nStay.\n:::\n\nLeave.\n"
    assert [(sentence.section, sentence.words_in(page)) for sentence in quotable(page)] == [
        ("Mind the gap", "It is wide."),
        ("", "Go on."),
        ("Linux", "Pull it."),
        ("On time", "Come early."),
        ("More", "Stay."),
        ("", "Leave."),
    ]


def test_what_a_release_changed_is_told_with_the_release() -> None:
    """A sentence of a changelog says in which version it was so, and when: later ones may have changed it."""
    page = "# Changes\n\n## 2.1.0 (March 1, 2025)\n\n- Python 3.9 is the oldest now.\n\n### Removed\n\n- dark mode\n\n"
    page += "## 2.0.0\n\nIt runs on Python 3.8.\n\n## Thanks\n\nWe thank you all.\n"
    assert [(sentence.lead_words, sentence.words_in(page)) for sentence in quotable(page)] == [
        ("2.1.0 (March 1, 2025)", "Python 3.9 is the oldest now."),
        ("Removed", "dark mode"),
        ("2.0.0", "It runs on Python 3.8."),
        ("", "We thank you all."),
    ]


def test_headings_that_are_names_of_options_lead_what_describes_them() -> None:
    """An option's name, marked as code or not, leads short sentences about it; a small word only among such names."""
    text = "Options\n=======\n\n"
    for name in ("max_size", "va_name", "id3v23", "clutter"):
        text += f"{name}\n{'~' * len(name)}\n\nWhat is written. Default: no.\n\n"
    assert [sentence.lead_words for sentence in quotable(text, "a.rst")] == [
        "",
        "max_size",
        "",
        "va_name",
        "",
        "id3v23",
        "",
        "clutter",
    ]
    assert shown(text, "a.rst")[:2] == ["max_size: What is written.", "Default: no."]
    assert shown("# Help\n\n## usage\n\nRun it. It rings.\n")[0] == "Run it."


def test_a_dot_that_opens_a_name_ends_no_sentence() -> None:
    """A pattern or a hidden file that begins with a dot stands in its sentence."""
    page = "# Files\n\nBy default this consists of `.*`, `*~`, `lost+found`. Others are read.\n"
    assert shown(page) == ["By default this consists of .*, *~, lost+found.", "Others are read."]


def test_lines_that_name_a_release_are_headings() -> None:
    """What changed stands under its own release, however its heading is written."""
    page = "# Changes\n\n## 2.1.0 - 2025-03-01\n\n- Faster.\n\n**2.0.0** - 2024-11-01\n\n- Slower.\n"
    assert [sentence.section for sentence in quotable(page)] == [
        "2.1.0 - 2025-03-01",
        "2.1.0 - 2025-03-01 › 2.0.0 - 2024-11-01",
    ]
    text = "CHANGES\n\nVersion 1.2 (March 3, 2025)\n* Faster.\n\nVersion 1.1 (2024-01-01)\n* Slower.\n"
    assert [sentence.section for sentence in quotable(text, "a.txt")] == [
        "Version 1.2 (March 3, 2025)",
        "Version 1.1 (2024-01-01)",
    ]


def test_a_question_among_prose_is_not_told_with_what_it_does_not_ask() -> None:
    """Between paragraphs of a report a question belongs to the next one only if that is short or about the same."""
    prose = "\n\n".join(
        f"On day {day} the mayor of Osk opened another mill beside the river." for day in range(9)
    )
    report = (
        "The mayor went to the harbour on Friday, where she met the fishermen and talked about the new pier."
    )
    assert report in shown(f"{prose}\n\nHow do solar panels work?\n\n{report}", "a.txt")
    asked = "Why did the mayor go there?"
    assert f"{asked} {report}" in shown(f"{prose}\n\n{asked}\n\n{report}", "a.txt")


def test_numbered_questions_and_other_talks_are_read_in_plain_text() -> None:
    """A numbered question is told with its answer; the lines of a chat and of subtitles without their marks."""
    faq = (
        "HELP\n\n1. Can I bring a dog?\nNo, sorry.\n\n2. Is there food?\n\nYes.\n\nQ - And cats?\nA - Fine.\n"
    )
    assert shown(faq, "a.txt") == ["Can I bring a dog? No, sorry.", "Is there food? Yes.", "And cats? Fine."]
    chat = "[19:02] <Jo> when is it?\n[19:03] <Max> on 3 May\n[19:04] <Jo> thanks\n"
    assert shown(chat, "a.txt")[0] == "Jo: when is it?\nMax: on 3 May"
    spoken = "1\n00:01.000 --> 00:04.000\nWe meet on Friday.\n\n2\n00:05.000 --> 00:08.000\nBring soup.\n"
    assert shown(spoken, "a.txt") == ["We meet on Friday.", "Bring soup."]
    parts = "--- What to pack ---\n* Boots\n* Soup\n\n--- When ---\nSoon.\n"
    assert [sentence.section for sentence in quotable(parts, "a.txt")] == [
        "What to pack",
        "What to pack",
        "When",
    ]


def test_a_line_that_lists_is_no_heading() -> None:
    """A short line alone is a heading, and one that names several things behind a colon is not."""
    assert shown("MINUTES\n\nPresent: Anna, Bert\n\nWe met.\n", "a.txt") == ["Present: Anna, Bert", "We met."]


def test_a_release_may_be_headed_by_the_name_of_what_was_released() -> None:
    """With a day behind it, "Amberfetch 2.8.0 (2023-02-02)" heads a release; without one it is a chapter."""
    page = (
        "# News\n\n## Amberfetch 2.8.0 (2023-02-02)\n\nIt obeys now.\n\n## Amberfetch 2.8.0\n\nIt is here.\n"
    )
    assert [sentence.lead_words for sentence in quotable(page)] == ["Amberfetch 2.8.0 (2023-02-02)", ""]


def test_facts_in_paragraphs_are_told_between_a_name_and_what_it_is() -> None:
    """What a setting is by default, below its name, is quoted with the sentence that says what the setting does."""
    page = "Settings\n========\n\nRETRY_TIMES\n-----------\n\nDefault: ``2``\n\nScope: ``net``\n\n"
    page += "How often a lost page is asked for again. The first time does not count.\n"
    assert shown(page, "a.rst") == [
        "RETRY_TIMES\nDefault: 2\nScope: net\nHow often a lost page is asked for again.",
        "The first time does not count.",
    ]


def test_the_sentences_of_a_list_can_be_quoted_one_by_one() -> None:
    """A list of whole sentences is quoted whole, and each sentence with the lead-in; a list of steps only whole."""
    rules = [
        f"The hall number {n} may only be used by members who have paid for the year." for n in range(1, 5)
    ]
    page = "Please note:\n\n" + "\n".join(f"- {rule}" for rule in rules) + "\n"
    whole, *single = quotable(page)
    assert whole.words_in(page) == "\n".join(["Please note:", *(f"• {rule}" for rule in rules)])
    assert [(sentence.lead_words, sentence.words_in(page)) for sentence in single] == [
        ("Please note:", rule) for rule in rules
    ]
    steps = "Do this:\n\n" + "\n".join(f"{n}. {rule}" for n, rule in enumerate(rules, 1)) + "\n"
    assert len(shown(steps)) == 1


def test_a_line_in_bold_stands_below_the_underlined_headings() -> None:
    """A bold line between underlined headings is a heading within them: the release above it is still told."""
    text = "Changes\n*******\n\n2.0.0\n=====\n\n**Audio**\n\n- It is louder.\n\n"
    text += "1.0.0\n=====\n\n**Video**\n\n- It flickers.\n"
    assert [sentence.section for sentence in quotable(text, "a.rst")] == ["2.0.0 › Audio", "1.0.0 › Video"]


def test_the_mark_that_a_page_is_linked_by_is_not_quoted() -> None:
    """The label before a heading, such as ``(install)=``, is no sentence, and the heading below it is the title."""
    page = "(howto:install)=\n\n# Install it\n\nRun the setup.\n"
    assert [(sentence.section, sentence.words_in(page)) for sentence in quotable(page)] == [
        ("", "Run the setup.")
    ]


def test_an_item_goes_on_below_the_list_within_it() -> None:
    """A paragraph below an inner list belongs to its item, so the next item is told without it."""
    text = "Guide\n=====\n\n#. Write messages.\n\n   - Be short.\n\n   Read these posts:\n\n   - One\n   - Two\n\n"
    text += "#. Send it to the main branch, where somebody reads it.\n" + "\n".join(
        f"#. Step {word} of many is done by somebody who has the time to do it well and who tells us about it.\n"
        for word in ("three", "four", "five", "six", "seven", "eight")
    )
    assert "Send it to the main branch, where somebody reads it." in shown(text, "a.rst")


def test_every_sentence_about_a_name_is_led_by_it() -> None:
    """What describes an option tells which one, however long the sentence is."""
    text = "Options\n=======\n\n.. confval:: buffer_time\n\n    Size of the buffer.\n\n    "
    text += (
        "If there are gaps before a song begins, it may help to increase this, by at least a few seconds.\n"
    )
    assert [sentence.lead_words for sentence in quotable(text, "a.rst")] == ["", "buffer_time"]
