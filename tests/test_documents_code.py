"""Code, and what a program prints of its options."""

from __future__ import annotations

import pytest

from tests.documents import quotable, shown


def test_each_option_that_a_program_prints_is_told_with_what_it_does() -> None:
    """A program's help, shown as code, is told option by option, also where what one does stands on lines below it."""
    text = """## Usage

    usage: shed [options] FILE

    Output:
      -q, --quiet            Say nothing
      --colour WHEN          Paint the lines: always, never
                             or auto (default: auto)
      --write-a-very-long-report PATH
                             Write a report

    It ends with status 0.
"""
    told = shown(text)
    assert "-q, --quiet: Say nothing" in told
    assert "--colour WHEN: Paint the lines: always, never or auto (default: auto)" in told
    assert "--write-a-very-long-report PATH: Write a report" in told
    assert any("usage: shed" in words for words in told)
    assert any("status 0" in words for words in told)


def test_options_without_a_short_name_are_told_apart_and_under_their_group() -> None:
    """An option that is indented below one with a short name is another option; a line that names a group heads it."""
    text = """# Volumes

```
Options:
      --availability string  Volume availability
  -d, --driver string        Driver name (default "local")
      --group string         Volume group

Old options:
      --label list           Set metadata
```
"""
    sentences = quotable(text)
    assert [sentence.words_in(text) for sentence in sentences] == [
        "--availability string: Volume availability",
        '-d, --driver string: Driver name (default "local")',
        "--group string: Volume group",
        "--label list: Set metadata",
    ]
    assert [sentence.section for sentence in sentences][::3] == ["Options", "Old options"]


@pytest.mark.parametrize(
    "code",
    [
        "-rw-r--r--  1 ada staff 220 .bashrc\n-rw-r--r--  1 ada staff 22 .profile\n-rwxr-xr-x  1 ada staff 2 run",
        "run \\\n  --name web \\   # its name\n  --port 80 \\  # its port\n  --quiet \\  # nothing is said",
        "-1.5  0.2  3\n-1.7  0.4  3\n-2.5  0.8  4",
    ],
)
def test_code_that_lists_no_options_stays_code(code: str) -> None:
    """The rights of files, a command over several lines and numbers are shown as they are, as code."""
    assert shown(f"# Run\n\n```\n{code}\n```\n") == [f"```\n{code}\n```"]


def test_all_that_an_option_does_is_told_with_its_name() -> None:
    """Of a long description, what follows the first sentences is introduced by the option's name."""
    words = " ".join(["It keeps what was fetched so that nothing is fetched twice."] * 6)
    text = (
        f"```\n  -a        All\n  -b        Bare\n  --cache DIR  {words} The limit of a file is 2 GB.\n```\n"
    )
    last = quotable(text)[-1]
    assert (last.lead_words, last.words_in(text)) == ("--cache DIR", "The limit of a file is 2 GB.")


def test_empty_lines_of_code_are_kept() -> None:
    """Code is shown with its empty lines, as its author parted it."""
    assert shown("```\na = 1\n\nb = 2\n```\n") == ["```\na = 1\n\nb = 2\n```"]
    assert shown("::\n\n    a = 1\n\n    b = 2\n", "a.rst") == ["```\na = 1\n\nb = 2\n```"]


def test_two_options_in_code_are_code() -> None:
    """Code with a pair of options is an example, and is shown as code."""
    assert shown("```\ntool\n  -a  first\n  -b  second\n```\n") == [
        "```\ntool\n  -a  first\n  -b  second\n```"
    ]


@pytest.mark.parametrize("gap", [0, 7, 40])
def test_all_lines_of_long_code_can_be_quoted(gap: int) -> None:
    """Of long code every line can be quoted, a part at a time, parted at empty lines where there are any."""
    lines = [f"value_{number} = {number}" if not gap or number % gap else "" for number in range(1, 100)]
    text = "# Settings\n\n```toml\n" + "\n".join(lines) + "\n```\n"
    told = quotable(text)
    quoted = "\n".join(text[sentence.start : sentence.end] for sentence in told)
    assert [line for line in lines if line and line not in quoted] == []
    assert max(words.count("\n") for words in shown(text)) <= 26


def test_code_at_the_margin_belongs_to_the_step_that_leads_it_in() -> None:
    """A numbered step that ends in a colon is told with the code behind it, though that is not indented."""
    text = "1. Install:\n\n```bash\npip install x\n```\n\n2. Configure:\n\n```yaml\na: 1\n```\n"
    assert shown(text) == ["1. Install:\n`pip install x`", "2. Configure:\n`a: 1`"]
