"""Public collections read as suites, and their documents written as briefings."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askbrief.assistant import Assistant
from askbrief.briefing import parse_briefing, read_briefing
from askbrief.conversations import Conversations
from askbrief.errors import BriefingError
from askbrief.evaluation.collection import briefing_source, guarded, guards, plain_lines
from askbrief.evaluation.datasets import Collection, Document, briefing_id, read_collection, write_corpus
from askbrief.evaluation.run import evaluate
from askbrief.evaluation.suite import Case, check_evidence
from askbrief.index import build
from askbrief.passages import cut
from askbrief.settings import Settings
from askbrief.types import SectionKind
from fakes import FakeEncoder

DATA = Path(__file__).parent / "data"
KELD, DELTA = "keld-7--b2560673fde1", "velm-delta--e2c8af07d19f"
LIGHTHOUSE, ORCHARD = "sorrel-point-lighthouse--9c5f42e5f506", "vell-orchard--6deefd1e453b"
MARKED = st.text(st.sampled_from("#=-\\ \t\nab.:*+>`1"), max_size=60)
"""Texts of which nearly every line could be read as Markdown or as one of the schema's lines."""


def collection(path: Path, split: str = "test") -> Collection:
    found = read_collection(path, split)
    assert found is not None
    return found


def case(found: Collection, name: str) -> Case:
    return next(c for c in found.cases if c.id == name)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    return shutil.copytree(DATA / "beir-tiny", tmp_path / "beir")


@pytest.fixture
def trec(tmp_path: Path) -> Path:
    return shutil.copytree(DATA / "trec-tiny", tmp_path / "trec")


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATA / "squad-tiny.json", tmp_path / "squad.json"))


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_beir_documents_are_read_in_their_order() -> None:
    """A BEIR folder gives its documents with id, title and text, in order."""
    found = collection(DATA / "beir-tiny")
    assert found.name == "beir-tiny"
    assert [d.id for d in found.documents][:4] == ["orrin-ferry", "orrin-ice", "KELD-7", "velm_delta"]
    assert found.documents[3].title == "The Velm Delta"
    assert found.documents[10] == Document(
        "glass-school",
        "",
        "The glass school of Tarn takes twelve pupils a year. Its furnace has not gone cold in a century.",
    )


def test_beir_queries_become_ranking_cases() -> None:
    """A judged query is a case without a status, whose relevant briefings keep their grades; grade 0 is left out."""
    found = collection(DATA / "beir-tiny")
    assert case(found, "q1") == Case(
        "q1",
        "beir-tiny",
        ("When does the Lake Orrin ferry stop?",),
        "",
        relevant=(("orrin-ferry", 2), ("orrin-ice", 1)),
    )
    assert case(found, "q3").relevant == (("velm-herons", 2), (DELTA, 1))


def test_beir_query_without_judgement_is_left_out() -> None:
    """A query that the split does not judge is no case."""
    assert [c.id for c in collection(DATA / "beir-tiny").cases] == ["q1", "q2", "q3", "q4", "q5", "q6"]


def test_beir_files_may_be_gzipped(beir: Path) -> None:
    """corpus.jsonl.gz and queries.jsonl.gz are read like the plain files."""
    for name in ("corpus.jsonl", "queries.jsonl"):
        (beir / f"{name}.gz").write_bytes(gzip.compress((beir / name).read_bytes()))
        (beir / name).unlink()
    plain = collection(DATA / "beir-tiny")
    assert collection(beir).documents == plain.documents
    assert [c.relevant for c in collection(beir).cases] == [c.relevant for c in plain.cases]


def test_beir_split_chooses_the_judgements(beir: Path) -> None:
    """`split` names the file of judgements; numbers as ids are read as text; judgements may do without a heading."""
    (beir / "corpus.jsonl").write_text('{"_id": 7, "text": "Seven."}\n', encoding="utf-8")
    (beir / "queries.jsonl").write_text('{"_id": 1, "text": "seven?"}\n', encoding="utf-8")
    (beir / "qrels" / "dev.tsv").write_text("1\t7\t3\n", encoding="utf-8")
    assert collection(beir, "dev").cases == (Case("1", "beir", ("seven?",), "", relevant=(("7", 3),)),)


def test_beir_query_id_never_makes_a_twin(beir: Path) -> None:
    """A tilde, which would make the question a twin of another, is written as an underscore."""
    changed(beir / "queries.jsonl", '"q1"', '"q~1"')
    text = (beir / "qrels" / "test.tsv").read_text(encoding="utf-8")
    (beir / "qrels" / "test.tsv").write_text(text.replace("q1\t", "q~1\t"), encoding="utf-8")
    assert collection(beir).cases[0].id == "q_1"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("corpus.jsonl", '"text": "Wardens', '"txt": "Wardens', r"corpus\.jsonl, line 2: not a document .*`text`"),
        ("corpus.jsonl", '{"_id": "orrin-ice"', '{"_id: "orrin-ice"', r"corpus\.jsonl, line 2: not a document"),
        ("corpus.jsonl", '"_id": "orrin-ice"', '"_id": null', r"corpus\.jsonl, line 2: not a document .*NoneType"),
        ("corpus.jsonl", '"orrin-ice"', '"orrin-ferry"', "the document 'orrin-ferry' comes twice; drop one"),
        ("queries.jsonl", '"text": "How does the', '"query": "How does the', r"queries\.jsonl, line 2: not a query"),
        ("qrels/test.tsv", "q1\torrin-ice\t1", "q1\torrin-ice\tx", r"test\.tsv, line 3: not a judgement; write `query"),
        ("qrels/test.tsv", "q1\torrin-ice\t1", "q1\torrin-snow\t1", r"line 3: there is no document 'orrin-snow'; take"),
        ("qrels/test.tsv", "q1\torrin-ice\t1", "q9\torrin-ice\t1", r"line 3: there is no query 'q9'; take all files"),
    ],
)
def test_beir_fault_is_named(beir: Path, file: str, old: str, new: str, told: str) -> None:
    """An error in a BEIR folder names the file, the line and what to do."""
    changed(beir / file, old, new)
    with pytest.raises(BriefingError, match=told) as error:
        read_collection(beir)
    assert str(beir) in str(error.value)


def test_beir_missing_split_names_those_that_are_there() -> None:
    """A split without judgements is an error that lists the splits of the folder."""
    with pytest.raises(BriefingError, match=r"qrels/train\.tsv: no such judgements; name a split .* \(test\)"):
        read_collection(DATA / "beir-tiny", "train")


def test_beir_without_queries_names_the_file(beir: Path) -> None:
    """A folder with a corpus and no queries is an error that names the missing file."""
    (beir / "queries.jsonl").unlink()
    with pytest.raises(BriefingError, match=r"beir: no file queries\.jsonl \(or queries\.jsonl\.gz\); add it"):
        read_collection(beir)


def test_damaged_gzip_is_named(beir: Path) -> None:
    """A file that cannot be unzipped is an error that names it."""
    (beir / "queries.jsonl").unlink()
    (beir / "queries.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(BriefingError, match=r"queries\.jsonl\.gz: cannot be read .* download it again"):
        read_collection(beir)


def test_squad_articles_are_documents() -> None:
    """Each article is one document: its paragraphs parted by blank lines, its title with blanks."""
    found = collection(DATA / "squad-tiny.json")
    assert found.name == "squad-tiny"
    assert [(d.id, d.title) for d in found.documents] == [
        ("Sorrel_Point_Lighthouse", "Sorrel Point Lighthouse"),
        ("Vell_Orchard", "Vell Orchard"),
    ]
    assert found.documents[0].text.split("\n\n")[1].startswith("A storm took the outer stair")


def test_squad_answer_is_accepted_and_its_sentence_is_evidence() -> None:
    """All distinct answers are accepted wordings of one slot; the sentence around them is the evidence."""
    assert case(collection(DATA / "squad-tiny.json"), "s1") == Case(
        "s1",
        "squad-tiny",
        ("When was the lighthouse on Sorrel Point lit?",),
        "answered",
        accepted=(("1871", "in 1871"),),
        evidence=(((LIGHTHOUSE, "The lighthouse on Sorrel Point was lit in 1871."),),),
    )


def test_squad_evidence_in_later_paragraphs_and_lists() -> None:
    """Evidence is found in a later paragraph and in a list, whose marks are no part of a sentence."""
    found = collection(DATA / "squad-tiny.json")
    assert case(found, "s4").evidence == (((LIGHTHOUSE, "Since then the keepers have climbed a ladder of iron."),),)
    assert case(found, "s5").evidence == (((ORCHARD, "The oldest tree is called the Abbess."),),)


def test_squad_answer_across_sentences_takes_both(squad: Path) -> None:
    """An answer that runs over a full stop has both sentences as its evidence."""
    changed(squad, '"1871"', '"1871. Its keeper"')
    expected = (
        "The lighthouse on Sorrel Point was lit in 1871. Its keeper, Ada Brandt, counted the ships in a green book."
    )
    assert case(collection(squad), "s1").evidence[0][0] == (LIGHTHOUSE, expected)


def test_squad_impossible_questions_must_be_refused() -> None:
    """A question marked impossible expects a refusal and no evidence, whatever plausible answers it lists."""
    found = collection(DATA / "squad-tiny.json")
    assert [c.id for c in found.cases if c.status == "not_found"] == ["s3", "s6"]
    assert case(found, "s3") == Case(
        "s3", "squad-tiny", ("Who built the lighthouse on Sorrel Point?",), "not_found", accepted=(), evidence=()
    )


def test_squad_evidence_stands_in_what_is_written(squad: Path, tmp_path: Path) -> None:
    """Every quote stands to the letter in the briefing that askbrief reads, guarded lines and all."""
    text = squad.read_text(encoding="utf-8")
    squad.write_text(text.replace("Since then the keepers", "\\r\\n# Since then the keepers"), encoding="utf-8")
    data = json.loads(squad.read_text(encoding="utf-8"))
    paragraph = data["data"][0]["paragraphs"][1]
    for answer in paragraph["qas"][0]["answers"]:
        answer["answer_start"] = paragraph["context"].index(answer["text"])
    squad.write_text(json.dumps(data), encoding="utf-8")
    found = collection(squad)
    write_corpus(found.documents, tmp_path / "corpus")
    check_evidence(found.cases, [read_briefing(f) for f in (tmp_path / "corpus").iterdir()])
    quote = "\\# Since then the keepers have climbed a ladder of iron."
    assert case(found, "s4").evidence == (((LIGHTHOUSE, quote),),)


def test_squad_articles_of_one_name_stay_apart(squad: Path) -> None:
    """A second article of a name is another document."""
    changed(squad, "Vell_Orchard", "Sorrel_Point_Lighthouse")
    found = collection(squad)
    assert [d.id for d in found.documents] == ["Sorrel_Point_Lighthouse", "Sorrel_Point_Lighthouse 2"]
    assert case(found, "s5").evidence[0][0][0] == briefing_id("Sorrel_Point_Lighthouse 2")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"question": "When was',
            '"quest": "When was',
            r"squad\.json, article 1: not in SQuAD's form \(KeyError\('quest",
        ),
        ('"answer_start": 42', '"answer_start": 43', r"article 1: question s1: '1871' does not stand at 43; correct"),
        ('"id": "s6"', '"id": "s5"', r"squad\.json: the question id 's5' comes twice; make ids unique"),
        ('"is_impossible": true', '"is_impossible": false', r"article 1: question s3 has no answer; give one, or set"),
        ('{\n "version"', "{\n version", r"squad\.json, line 2: not JSON \(.*\); download the file again"),
    ],
)
def test_squad_fault_is_named(squad: Path, old: str, new: str, told: str) -> None:
    """An error in a SQuAD file names the file, the article or question and what to do."""
    changed(squad, old, new)
    with pytest.raises(BriefingError, match=told):
        read_collection(squad)


def test_trec_documents_are_read_without_their_marks() -> None:
    """TREC documents give id, headline and all TEXT (else what follows the id), without tags and entities."""
    assert collection(DATA / "trec-tiny").documents == (
        Document(
            "SP-0001",
            "The Lamp of Sorrel Point",
            "The lamp of the lighthouse burned rape oil.\nA gas mantle came later & was brighter.",
        ),
        Document("SP-0002", "", "The keeper bought oil by the barrel.\n\nThe ladder is of iron."),
        Document("VE-0001", "The Orchard of Vell", "Four kinds of pear grow there."),
        Document("TA-0001", "", "Six ringers sound the bells when fog lies on the lake."),
    )


def test_trec_topics_are_asked_by_title() -> None:
    """A topic is asked by its title, by its description where it has none; 041 is the topic 41 of the judgements."""
    found = collection(DATA / "trec-tiny")
    asked = {c.id: c.turns for c in found.cases}
    assert asked == {
        "41": ("lamp oil of lighthouses",),
        "42": ("pears & orchards",),
        "43": ("Who rings bells in fog?",),
    }
    assert case(found, "41").relevant == ((briefing_id("SP-0001"), 2), (briefing_id("SP-0002"), 1))


def test_trec_topics_may_be_lines(trec: Path) -> None:
    """Topics may also be lines of id and text parted by a tab, and documents lie gzipped in a folder."""
    (trec / "topics.txt").write_text("41\tlamp oil\n\n42\tpears\n43\tbells\n", encoding="utf-8")
    (trec / "docs").mkdir()
    (trec / "docs" / "all.gz").write_bytes(gzip.compress((trec / "docs.trec").read_bytes()))
    (trec / "docs.trec").unlink()
    found = collection(trec)
    assert [c.turns for c in found.cases] == [("lamp oil",), ("pears",), ("bells",)]
    assert len(found.documents) == 4


def test_trec_documents_in_latin_1(trec: Path) -> None:
    """A file that is not UTF-8 is read as Latin-1."""
    raw = (trec / "docs.trec").read_bytes()
    (trec / "docs.trec").write_bytes(raw.replace(b"Four kinds", b"F\xfcnf kinds"))
    assert collection(trec).documents[2].text == "Fünf kinds of pear grow there."


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("topics.txt", "<num> Number: 42\n", "", r"topics\.txt, line 9: a topic needs <num> and <title>; add them"),
        ("qrels.txt", "41 0 SP-0002 1", "41 SP-0002 1", r"qrels\.txt, line 2: not a judgement; write `topic iteration"),
        ("qrels.txt", "41 0 SP-0002 1", "41 0 SP-0009 1", r"qrels\.txt, line 2: there is no document 'SP-0009'; take"),
        ("docs.trec", "<DOCNO>SP-0002</DOCNO>", "", r"docs\.trec, line 9: <DOC> without <DOCNO>; add its id"),
        ("docs.trec", "SP-0002", "SP-0001", r"the document 'SP-0001' comes twice; drop one of them"),
    ],
)
def test_trec_fault_is_named(trec: Path, file: str, old: str, new: str, told: str) -> None:
    """An error in a TREC folder names the file, the line and what to do."""
    changed(trec / file, old, new)
    with pytest.raises(BriefingError, match=told):
        read_collection(trec)


@pytest.mark.parametrize(("gone", "told"), [("qrels.txt", r"no file qrels\*"), ("docs.trec", r"no file docs\*")])
def test_trec_missing_file_is_named(trec: Path, gone: str, told: str) -> None:
    """Topics without judgements or documents are an error that names what is missing."""
    (trec / gone).unlink()
    with pytest.raises(BriefingError, match=told):
        read_collection(trec)


def test_trec_file_of_something_else_is_named(trec: Path) -> None:
    """A file of documents without any, and a line of topics without a tab, are errors that name the cure."""
    (trec / "docs-list.txt").write_text("docs.trec\n", encoding="utf-8")
    with pytest.raises(BriefingError, match=r"docs-list\.txt: holds no <DOC> \.\.\. </DOC>; give TREC documents"):
        read_collection(trec)
    (trec / "topics.txt").write_text("41 lamp oil\n", encoding="utf-8")
    with pytest.raises(BriefingError, match=r"topics\.txt, line 1: no topic; write `id<TAB>text`"):
        read_collection(trec)


def test_what_is_no_collection_is_none(tmp_path: Path) -> None:
    """A suite of our own, another JSON file, an empty folder and a path without anything are no collections."""
    (tmp_path / "suite.jsonl").write_text("{}\n", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"data": [1]}', encoding="utf-8")
    (tmp_path / "folder").mkdir()
    names = ("suite.jsonl", "other.json", "folder", "nothing.json")
    assert [read_collection(tmp_path / name) for name in names] == [None, None, None, None]


@pytest.mark.parametrize("docno", ["4983", "orrin-ferry", "0", "a1-b2-c3"])
def test_plain_ids_are_kept(docno: str) -> None:
    """An id of small letters, digits and single hyphens is the briefing's id."""
    assert briefing_id(docno) == docno


@pytest.mark.parametrize(
    ("docno", "expected"),
    [
        ("MED-10", "med-10--d55d1edfaeb6"),
        ("README", "readme--2b7814d3fca2"),
        ("…", "document--b4935894c8ce"),
        ("a--b", "a-b--"),
        ("readme", "readme--"),
    ],
)
def test_other_ids_are_told_apart_by_a_hash(docno: str, expected: str) -> None:
    """Any other id becomes words and a hash; `readme` too, since the corpus's README is no briefing."""
    assert briefing_id(docno).startswith(expected)


@given(st.text(max_size=200), st.text(max_size=200))
@example("MED-10", "med-10")
@example("a_b", "a.b")
def test_ids_are_valid_and_distinct(one: str, other: str) -> None:
    """Every id can name a briefing file, and two documents never share one."""
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,119}", briefing_id(one))
    assert (briefing_id(one) == briefing_id(other)) == (one == other)


def unguarded(text: str) -> str:
    """The inverse of `guarded`: one backslash less before each line that would be a heading without any."""
    return re.sub(r"^( {0,3})\\(?=\\*(?:#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$))", r"\1", text, flags=re.M)


@given(st.text() | MARKED, st.text(max_size=30) | MARKED)
@example("Text\n---\nmore", "---")
@example("# A\n## People Involved\n### B\nRole: C", "Overview: yes")
@example("---\nid: other\n---\n", "")
@example("- one\n- two\n\\# kept\n\\\\=== \r\n~~~\n# in a fence", "\x85")
def test_text_comes_back_to_the_letter(tmp_path_factory: pytest.TempPathFactory, text: str, title: str) -> None:
    """Any text, written and read, is the prose of one Overview without items, and none of it is lost."""
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus([Document("d-1", title, text)], folder)
    briefing = read_briefing(folder / "d-1.md")
    assert briefing.id == "d-1"
    assert briefing.title == (" ".join(title.split()) or "d-1")
    about, overview = briefing.sections
    assert (about.kind, overview.kind) == (SectionKind.ABOUT, SectionKind.OVERVIEW)
    assert (about.items, overview.items, about.paragraphs) == ((), (), ())
    written = briefing.source[overview.start : overview.end].removeprefix("## Overview\n\n").removesuffix("\n")
    assert unguarded(written) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(MARKED)
def test_guards_are_where_backslashes_stand(text: str) -> None:
    """`guards` gives the places at which `guarded` puts a backslash; nothing else changes."""
    places = guards(text)
    pieces = [text[a:b] for a, b in zip((0, *places), (*places, len(text)), strict=True)]
    assert guarded(text) == "\\".join(pieces)


def test_plain_text_is_written_as_it_is() -> None:
    """Text that no reader could take for a heading, fields and lists among it, is not touched."""
    text = "Role: minister\n- one\n2. two\n#tag and C#\n1989 - 1991\n    # code"
    source = briefing_source(Document("d", "T", text))
    assert source == f"---\nid: d\ntitle: T\n---\n\n## Overview\n\n{text}\n"
    assert parse_briefing(source, "d").sections[1].items == ()


def test_front_matter_keeps_the_id_of_the_collection(tmp_path: Path) -> None:
    """An id that could not be kept stands in the front matter; an id that YAML would read as a number stays text."""
    write_corpus([Document("MED_1: x", "", "Text."), Document("007", "", "Text.")], tmp_path)
    assert "docno: 'MED_1: x'\n" in (tmp_path / f"{briefing_id('MED_1: x')}.md").read_text(encoding="utf-8")
    assert read_briefing(tmp_path / "007.md").id == "007"
    assert read_briefing(tmp_path / "007.md").title == "007"


def test_half_a_surrogate_pair_is_written_as_a_question_mark(tmp_path: Path) -> None:
    """Half a surrogate pair, which JSON can hold and no UTF-8 file, does not stop the writing."""
    write_corpus([Document("d", "a\ud800", "b\udfff c")], tmp_path)
    assert read_briefing(tmp_path / "d.md").source.endswith("\n\nb? c\n")
    assert plain_lines("a\r\nb\rc") == "a\nb\nc"


def test_two_documents_of_one_id_are_an_error(tmp_path: Path) -> None:
    """Documents that would be one file are named; nothing is overwritten in silence."""
    with pytest.raises(BriefingError, match=r"documents 'd' and 'd' would be one file, d\.md; rename one of them"):
        write_corpus([Document("d", "", "one"), Document("d", "", "two")], tmp_path)
    assert read_briefing(tmp_path / "d.md").source.endswith("one\n")


def test_passages_of_a_written_document_are_its_text(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    """A long text is cut into passages that together are the whole of it."""
    text = " ".join(f"The ferry carried {n} cars over the lake." for n in range(90))
    write_corpus([Document("d", "Ferry", text)], tmp_path)
    about, *rest = cut(read_briefing(tmp_path / "d.md"), fake_encoder.count_tokens, 254)
    assert about.section is SectionKind.ABOUT
    assert len(rest) == 4
    assert "".join(p.text for p in rest) == f"## Overview\n\n{text}\n"


@pytest.fixture
def asked(request: pytest.FixtureRequest, tmp_path: Path, fake_encoder: FakeEncoder) -> tuple[Collection, Assistant]:
    """The collection named by the parameter, and an assistant over its documents."""
    found = collection(DATA / str(request.param))
    write_corpus(found.documents, tmp_path / "corpus")
    build(tmp_path / "corpus", tmp_path / "index", fake_encoder)
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    return found, Assistant(settings, fake_encoder, Conversations())


@pytest.mark.parametrize("asked", ["beir-tiny", "trec-tiny"], indirect=True)
def test_ranking_collections_run_through_the_pipeline(asked: tuple[Collection, Assistant]) -> None:
    """Every query of a BEIR or TREC collection is asked, and its best document comes first."""
    found, assistant = asked
    check_evidence(found.cases, assistant.briefings())
    rows = evaluate(assistant, found.cases)
    assert [row.ranking["MRR@10"] for row in rows] == [1.0] * len(found.cases)


@pytest.mark.parametrize("asked", ["squad-tiny.json"], indirect=True)
def test_squad_runs_through_the_pipeline(asked: tuple[Collection, Assistant]) -> None:
    """Every question of a SQuAD file is asked; the evidence of the answerable ones is ranked."""
    found, assistant = asked
    check_evidence(found.cases, assistant.briefings())
    rows = {row.case.id: row for row in evaluate(assistant, found.cases)}
    assert {name: row.ranking.get("recall@5") for name, row in rows.items()} == {
        "s1": 1.0,
        "s2": 1.0,
        "s3": None,
        "s4": 1.0,
        "s5": 1.0,
        "s6": None,
    }
