"""Every format is read to text, and every fault is one clear line."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from askbrief.documents import Document, read_document
from askbrief.errors import BriefingError

LIMIT = 1_000_000
TEXT = "Caf\u00e9 talks \u2013 the harbour board\u2019s offer"


def read(tmp_path: Path, name: str, data: bytes, limit: int = LIMIT) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path, limit)


def fault(tmp_path: Path, name: str, data: bytes, limit: int = LIMIT) -> str:
    with pytest.raises(BriefingError) as caught:
        read(tmp_path, name, data, limit)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / name}: ")
    assert "\n" not in message
    return message.removeprefix(f"{tmp_path / name}: ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_in_common_encodings(tmp_path: Path, encoding: str) -> None:
    """The encoding is found by mark, as UTF-8, or by its bytes."""
    assert read(tmp_path, "a.txt", TEXT.encode(encoding)) == Document(TEXT, "a", ".txt")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Президент сказал правду.", "cp1251"),
        ("Zażółć gęślą jaźń w kraju", "cp1250"),
        ("L’été à Genève: café", "cp1252"),
    ],
)
def test_text_in_older_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    """Code pages are told apart."""
    assert read(tmp_path, "a.md", text.encode(encoding)).text == text


def test_newlines_and_controls_are_tidied(tmp_path: Path) -> None:
    """All line ends become \\n; stray controls become blanks."""
    assert read(tmp_path, "a.txt", b"one\r\ntwo\rthree\x0cfour\x07" + b" and so on" * 20).text.startswith(
        "one\ntwo\nthree\nfour  and"
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n", "is empty"),
        ("a.txt", b"---\n", "holds no words"),
        ("a.txt", b"\x00\x01words", "holds binary data"),
        ("a.txt", b"\x01\x02\x03\x04words", "holds binary data"),
        ("a.md", "Gr\u00fc\u00dfe aus K\u00f6ln".encode() + b"\xff!", "is UTF-8 with a broken character at byte 17"),
        ("a.txt", b"\xff\xfea", "is not sound utf-16-le"),
        ("a.txt", ("\ufffd" * 3 + "a").encode(), "has lost characters"),
        (
            "a.txt",
            "It\u00e2\u20ac\u2122s a\u00e2\u20ac\u2122b c\u00e2\u20ac\u2122d".encode(),
            "is UTF-8 that was read as",
        ),
        ("a.odt", b"x", "files of type .odt cannot be read; give .md"),
        ("a", b"x", "files without a suffix cannot be read"),
        ("a.txt", b"x" * 11, "is larger than 10 bytes; split it or raise ASKBRIEF_MAX_DOCUMENT_BYTES"),
        ("a.docx", b"no zip", "is not a sound .docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1", "is locked with a password or an old .doc"),
        ("a.pdf", b"no pdf", "is not a sound PDF"),
        ("a.html", b"<html><script>x</script>", "holds no words"),
    ],
)
def test_each_fault_is_one_line_with_its_cure(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    """The message names the file, the fault and what to do."""
    assert fault(tmp_path, name, data, 10 if len(data) == 11 and b"xx" in data else LIMIT).startswith(message)


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    """What is no file is not read."""
    os.mkfifo(tmp_path / "pipe.txt")
    for name, message in (("no.txt", "does not exist"), ("", "is a folder"), ("pipe.txt", "is not a regular file")):
        with pytest.raises(BriefingError, match=message):
            read_document(tmp_path / name, LIMIT)
    with pytest.raises(BriefingError, match=r"a\?b.txt: "):
        read_document(Path("a\nb.txt"), LIMIT)
    with pytest.raises(BriefingError, match="cannot be opened"):
        read_document(Path("a\0b.txt"), LIMIT)


HTML = """<!doctype html><html><head><title>Canal | Site</title>
<meta property="article:modified_time" content="2025-05-04T10:00:00Z"><style>p {}</style></head>
<body><nav>Home</nav><script>alert(1)</script><h1>The <em>Salt</em> Canal</h1>
<p>First<br>second, with a <a href="https://example.org/x">link</a> and 2*3_4.</p><p># no heading</p>
<h2>People</h2><ul><li><b>Ada</b> \u2014 chair</li><li>Bo</li></ul>
<table><tr><th>Name</th><th>Role</th></tr><tr><td>Cy</td><td>clerk</td></tr></table>
<dl><dt>Status</dt><dd>Open</dd></dl>
<h2>Sources</h2><ul><li><a href="https://example.org/a">Board minutes</a></li></ul></body></html>"""


def test_html_keeps_its_content_and_drops_its_chrome(tmp_path: Path) -> None:
    """Headings, lists, tables and definitions are Markdown; only sources keep their addresses."""
    document = read(tmp_path, "a.htm", HTML.encode())
    assert (document.title, document.updated) == ("The Salt Canal", "2025-05-04")
    assert re.sub(r"\n+", "\n", document.text).split("\n") == [
        "# The Salt Canal",
        "First",
        "second, with a link and 2*3_4.",
        "\\# no heading",
        "## People",
        "- **Ada** \u2014 chair",
        "- Bo",
        "| Name | Role |",
        "| --- | --- |",
        "| Cy | clerk |",
        "Status: Open",
        "## Sources",
        "- [Board minutes](https://example.org/a)",
    ]


def test_html_declares_its_encoding(tmp_path: Path) -> None:
    """A declared charset is obeyed, a false one is a fault."""
    page = '<meta charset="koi8-r"><p>\u041c\u0438\u0440</p>'
    assert read(tmp_path, "a.html", page.encode("koi8-r")).text.strip() == "\u041c\u0438\u0440"
    assert fault(tmp_path, "b.html", b'<meta charset="ascii"><p>\xe9</p>').startswith("is not sound ascii")


def test_deep_html_is_refused_or_read(tmp_path: Path) -> None:
    """Ten thousand nested elements end in one line, not in a traceback."""
    assert fault(tmp_path, "a.html", b"<div>" * 10_000 + b"word").startswith("nests its elements too deeply")


def word_file(tmp_path: Path) -> bytes:
    document = docx.Document()
    document.add_heading("Canal", 0)
    document.add_heading("Overview", 1)
    document.add_paragraph("Ships wait.")
    document.add_heading("People", 1)
    document.add_paragraph("", style="List Bullet").add_run("Ada").bold = True
    document.paragraphs[-1].add_run(" \u2014 chair (calm)")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "left", "right"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    """A Title paragraph is the only first-level heading."""
    document = read(tmp_path, "a.docx", word_file(tmp_path))
    assert document.title == "Canal"
    lines = [line for line in document.text.split("\n") if line]
    assert lines[:5] == ["# Canal", "## Overview", "Ships wait.", "## People", "- **Ada** \u2014 chair (calm)"]
    assert "| left | right |" in lines


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """A DOCX that unpacks to far more than the limit is not unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 3_000_000)
    assert fault(tmp_path, "a.docx", out.getvalue(), 100_000).startswith("unpacks to far more")


def pdf(*blocks: tuple[int, str], password: str = "", pages: int = 1) -> bytes:
    document = FPDF()
    if password:
        document.set_encryption(
            owner_password="o", user_password=password, encryption_method=EncryptionMethod.RC4,
            permissions=AccessPermission.none(),
        )  # fmt: skip
    for _ in range(pages):
        document.add_page()
        for size, text in blocks:
            document.set_font("helvetica", size=size)
            document.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
            document.ln(4)
    return bytes(document.output())


PROSE = "The harbour board of the northern province said that it would open the upper locks of the canal by spring. "


def test_pdf_paragraphs_are_joined(tmp_path: Path) -> None:
    """Lines broken by the page become one paragraph; larger type becomes headings."""
    data = pdf((20, "Canal"), (11, PROSE * 3), (15, "Fish"), (11, PROSE * 2 + "It will.\nSmall\nList"))
    assert read(tmp_path, "a.pdf", data).text.split("\n\n") == [
        "# Canal",
        (PROSE * 3).strip(),
        "## Fish",
        PROSE * 2 + "It will.\nSmall\nList",
    ]


def test_pdf_hyphenation_is_undone(tmp_path: Path) -> None:
    """A hyphen at a line's end goes, unless the word is written with it elsewhere."""
    filler = "word " * 17
    data = pdf((11, f"{filler}the dis-\npute and the long-\nterm plan, a long-term one, then {filler}ends."))
    text = " ".join(read(tmp_path, "a.pdf", data).text.split())
    assert "the dispute and the long-term plan" in text


def test_pdf_faults(tmp_path: Path) -> None:
    """A locked file and a scan say what to do."""
    assert fault(tmp_path, "a.pdf", pdf((11, PROSE), password="s")).startswith("is locked with a password; save a copy")
    assert "run OCR on it first" in fault(tmp_path, "b.pdf", pdf())


@pytest.mark.parametrize("share", range(0, 100, 3))
def test_a_cut_off_pdf_gives_text_or_one_line(tmp_path: Path, share: int) -> None:
    """A download that broke off never ends in a traceback."""
    good = pdf((11, PROSE))
    text_or_line(tmp_path / "a.pdf", good[: len(good) * share // 100])


def text_or_line(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        text, error = read_document(path, LIMIT).text, ""
    except BriefingError as fault:
        text, error = "", str(fault)
    assert re.search(r"\w", text) or error.startswith(f"{path}: ")
    assert "\n" not in error
    text.encode("utf-8")


SUFFIXES = st.sampled_from([".md", ".txt", ".html", ".htm", ".pdf", ".docx", ".xyz", ""])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SUFFIXES, st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode("utf-8", "ignore"))))
@example(".html", b"<![")
@example(".html", b"<!doctype [<!entity x>")
@example(".html", b"http://example.org/page")
@example(".html", b"<?xml version='1.0'?><p>words</p>")
@example(".html", b"<p>&#xD800; &#x110000; a</p>")
@example(".pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF")
def test_any_bytes_give_text_or_one_line(tmp_path: Path, suffix: str, data: bytes) -> None:
    """Random bytes under every suffix never end in a traceback."""
    text_or_line(tmp_path / f"random{suffix}", data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from([".pdf", ".docx"]))
def test_damaged_files_give_text_or_one_line(tmp_path: Path, data: st.DataObject, suffix: str) -> None:
    """Files with overwritten bytes never end in a traceback."""
    content = bytearray(pdf((11, PROSE)) if suffix == ".pdf" else word_file(tmp_path))
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=40)):
        content[at] = byte
    text_or_line(tmp_path / f"damaged{suffix}", bytes(content))
