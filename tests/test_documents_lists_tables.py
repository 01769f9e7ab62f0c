"""Lists, tables and facts in documents."""

from __future__ import annotations

import pytest

from tests.documents import quotable, shown


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


def test_indented_lines_below_a_colon_are_a_list() -> None:
    """Short lines without marks that are indented below a lead-in are told with it, a line each."""
    text = "Opening hours:\n    Monday    9-17\n    Tuesday   closed\n"
    assert shown(text, "a.txt") == ["Opening hours:\n• Monday 9-17\n• Tuesday closed"]


def test_tables_that_follow_each_other_are_two() -> None:
    """A table in HTML and one in Markdown right below it each have their own columns."""
    page = "<table><tr><th>Plan<th>Price<tr><td>Basic<td>5</table>\n\n| Day | Hours |\n|---|---|\n| Monday | 9-17 |\n"
    assert shown(page) == ["Plan: Basic; Price: 5", "Day: Monday; Hours: 9-17"]


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


def test_a_line_that_lists_is_no_heading() -> None:
    """A short line alone is a heading, and one that names several things behind a colon is not."""
    assert shown("MINUTES\n\nPresent: Anna, Bert\n\nWe met.\n", "a.txt") == ["Present: Anna, Bert", "We met."]


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


def test_an_item_goes_on_below_the_list_within_it() -> None:
    """A paragraph below an inner list belongs to its item, so the next item is told without it."""
    text = "Guide\n=====\n\n#. Write messages.\n\n   - Be short.\n\n   Read these posts:\n\n   - One\n   - Two\n\n"
    text += "#. Send it to the main branch, where somebody reads it.\n" + "\n".join(
        f"#. Step {word} of many is done by somebody who has the time to do it well and who tells us about it.\n"
        for word in ("three", "four", "five", "six", "seven", "eight")
    )
    assert "Send it to the main branch, where somebody reads it." in shown(text, "a.rst")


def test_what_a_plus_attaches_in_asciidoc_belongs_to_its_step() -> None:
    """Code, notes and boxes that a plus attaches are told with their step, and the steps stay one list."""
    text = (
        "= Guide\n\n. Download it:\n+\n.Example\n[source,terminal]\n----\n$ curl x\n----\n. Unpack it.\n+\n"
        "NOTE: It is big.\n\n* as root\n. Start it:\n+\n--\nType this:\n\n----\n$ run <1>\n----\n<1> Or walk.\n--\n"
        ". Rest.\n"
    )
    steps = ["1. Download it:", "Example", "`$ curl x`", "2. Unpack it.", "It is big.", "  • as root"]
    steps += ["3. Start it:", "Type this:", "`$ run <1>`", "<1> Or walk.", "4. Rest."]
    assert shown(text, "a.adoc") == ["\n".join(steps)]


def test_what_a_plus_attaches_to_a_meaning_in_asciidoc_is_told_with_its_term() -> None:
    """A paragraph that a plus attaches below a term goes on with what the term means."""
    text = "Valve:: A red wheel.\n+\nTurn it left.\n+\nTIP: Wear gloves.\nPipe:: A tube.\n"
    assert shown(text, "a.adoc") == ["Valve: A red wheel. Turn it left. Wear gloves.", "Pipe: A tube."]
