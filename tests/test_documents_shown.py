"""What is shown of a document, and what its readers do not see."""

from __future__ import annotations

from pathlib import Path

from index.articles.shelf import read_shelf
from tests.documents import quotable, shown


def test_what_is_shown_has_no_marks() -> None:
    """Bold, code, links, wiki links, footnote marks and block ids are not shown; every word is."""
    text = "> It **stays** for `one hour` after it is [closed](help/close)[^2] in [[Shelves|a shelf]]. ^id"
    assert shown(text) == ["It stays for one hour after it is closed in a shelf."]
    assert shown("It costs 2 * 3 crowns in snake_case, *really*.") == [
        "It costs 2 * 3 crowns in snake_case, really."
    ]


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


def test_a_session_of_a_shell_is_code() -> None:
    """What was typed at Python's prompt is shown as code, with the line that leads it in."""
    page = "Use\n===\n\nCall it:\n\n>>> paint('red')\n'done'\n\nThat is all.\n"
    assert shown(page, "a.rst") == ["Call it:\n```\n>>> paint('red')\n'done'\n```", "That is all."]


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


def test_a_link_whose_address_stands_elsewhere_has_no_brackets() -> None:
    """A link is shown without brackets where its address is stated below, and with them where it is not."""
    page = "# Changes\n\n## [2.1.0] - 2025-03-01\n\nSee [the list] and [1].\n\n[2.1.0]: http://x.y\n[the list]: http://x.z\n"
    (sentence,) = quotable(page)
    assert (sentence.section, sentence.words_in(page)) == ("2.1.0 - 2025-03-01", "See the list and [1].")


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


def test_what_stands_for_something_else_is_shown_as_that() -> None:
    """A substitution and an attribute are shown as the file states them, and by their names where it does not."""
    rst = ".. |version| replace:: 3.2\n\nThis is |version| of |name|.\n"
    assert shown(rst, "a.rst") == ["This is 3.2 of name."]
    adoc = "= Guide\n:price: 20\n\nIt costs {price} crowns and {more}. Press kbd:[F1].\n"
    assert shown(adoc, "a.adoc") == ["It costs 20 crowns and {more}.", "Press F1."]


def test_an_address_in_angle_brackets_is_shown() -> None:
    """An address in angle brackets, of mail or of anything else, is shown without them; a tag is not shown."""
    page = "Write to <help@tarn.example> or <irc://irc.tarn.example/help>, call <tel:112>, <b>now</b><br/>or later.\n"
    assert shown(page) == [
        "Write to help@tarn.example or irc://irc.tarn.example/help, call tel:112, now or later."
    ]


def test_no_word_of_a_link_or_a_menu_of_asciidoc_is_lost() -> None:
    """A link is shown with all its words, and by its address if it has none; a menu with what to choose in it."""
    page = (
        "= Help\n\nSee link:install.html[Install, upgrade and remove]. Ask https://x.org[Acme,\nInc.^,role=a] first. "
        'Read link:a.html["One, two",window=_blank] too. Or link:b.html[]. Write mailto:a@x.org[us,Hello]. '
        "Choose menu:File[Save As]. Choose menu:View[Zoom > Reset] then.\n"
    )
    assert shown(page, "a.adoc") == [
        "See Install, upgrade and remove.",
        "Ask Acme, Inc. first.",
        "Read One, two too.",
        "Or b.html.",
        "Write us.",
        "Choose File > Save As.",
        "Choose View > Zoom > Reset then.",
    ]


def test_references_in_asciidoc_are_shown_by_the_titles_that_they_lead_to() -> None:
    """A reference without words shows the title of the chapter, else its name in readable words."""
    page = (
        "= Help\n\nSee <<backup>>, <<_on_tuesdays>>, xref:trash[], <<other-place>> and <<backup,this>>.\n\n"
        "[[backup]]\n== Making *backups*\n\n=== On Tuesdays\n\n[#trash]\n== The bin\n\nIt is full.\n"
    )
    assert shown(page, "a.adoc") == [
        "See Making backups, On Tuesdays, The bin, other place and this.",
        "It is full.",
    ]


def test_a_footnote_of_asciidoc_is_told_where_its_mark_stands() -> None:
    """A footnote is a sentence of its own behind a sentence, and stands in brackets within one."""
    page = "= Help\n\nIt is free.footnote:[For five\nusers] "
    page += "The planfootnote:a[See https://x.org[Acme].] is long.footnote:a[]\n"
    assert shown(page, "a.adoc") == ["It is free.", "For five users.", "The plan (See Acme.) is long."]
    assert quotable(page, "a.adoc")[1].of(page) == "For five\nusers]"


def test_the_mark_that_a_page_is_linked_by_is_not_quoted() -> None:
    """The label before a heading, such as ``(install)=``, is no sentence, and the heading below it is the title."""
    page = "(howto:install)=\n\n# Install it\n\nRun the setup.\n"
    assert [(sentence.section, sentence.words_in(page)) for sentence in quotable(page)] == [
        ("", "Run the setup.")
    ]


FIELDS = """Calls
=====

:author: Jo Doe
   and others

Send it.

:param str name: The name of what is sent, which
   may be long.
:param retries: How often.
:type retries: int
:raises ValueError: If the name is empty.
:returns: One of

   - sent
   - lost

:param:
"""


def test_fields_below_text_are_a_list_in_restructuredtext() -> None:
    """What a function takes, returns and raises is told field by field; fields that head a page are left out."""
    assert shown(FIELDS, "a.rst") == [
        "Send it.",
        "name (str): The name of what is sent, which may be long.",
        "retries: How often. (int)",
        "raises ValueError: If the name is empty.",
        "returns: One of\n  • sent\n  • lost",
    ]
    named = quotable(FIELDS, "a.rst")[1]
    assert FIELDS[named.start : named.end] == "str name: The name of what is sent, which\n   may be long."
