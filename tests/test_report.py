"""The report: one file that needs nothing else, says what was found, and is escaped throughout."""

import json
import re
from html.parser import HTMLParser

import pytest
from made_up_study import write_study
from test_cli import call

from experiments.analyses import ANALYSES
from experiments.estimate import Interval
from experiments.figures.words import told as in_words
from experiments.report import ReportError, write_report

VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """Tags in order, images, headings; fails on a tag that is not closed where it should be."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.images, self.headings = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    study = write_study(folder, replicates=4, shrink=0.35)
    made = [made for analysis in ANALYSES.values() for made in analysis.run(study, {})]
    files = [[path.relative_to(folder).as_posix() for path in each.files] for each in made]
    study.manifest["artifacts"] = [
        {"analysis": each.name, "name": each.name, "title": each.title, "files": names}
        for each, names in zip(made, files, strict=True)
    ]
    (folder / "manifest.json").write_text(json.dumps(study.manifest), encoding="utf-8")
    return folder


def change(folder, to, **values):
    """A copy of the folder whose manifest has other values."""
    for path in folder.rglob("*.*"):
        copy = to / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (to / "manifest.json").write_text(json.dumps(manifest | values), encoding="utf-8")
    return to


def test_it_is_one_file_with_every_part(folder):
    path = write_report(folder)
    assert path == folder / "report.html"
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert page.headings == [
        "The question",
        "What was found",
        "In detail",
        "The numbers",
        "What is assumed",
        "What this will not do",
        "How to reproduce it",
    ]
    assert "script" not in page.tags
    assert not re.search(r"(?:src|href)=\"(?!data:)|url\(|@import", text)
    for image in page.images:
        assert image["src"].startswith("data:image/svg+xml;base64,")
        assert image["alt"].startswith("In this uncalibrated model")
    assert len(page.images) == 3


def test_the_first_figure_stands_below_the_first_finding_before_any_list(folder):
    text = write_report(folder).read_text(encoding="utf-8")
    found, first, figure = (text.index(mark) for mark in ("What was found", "<h3>", "<img"))
    assert found < first < figure < min(text.index("<ul>"), text.index("<table>"))
    assert 0 < text[first:figure].count("</h3>") == 1
    figures, numbers = text.rindex("<img"), text.index("The numbers")
    assert figures < text.index("In detail") < numbers < text.index("<table>")


def test_runs_that_points_share_are_counted_as_the_command_counts_them(folder, tmp_path):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert '<td class="left">144 runs</td>' in write_report(folder).read_text("utf-8")
    points = [point | {"digest": f"{point['point'] // 2}"} for point in manifest["points"]]
    text = write_report(change(folder, tmp_path, points=points)).read_text("utf-8")
    assert "144 rows (72 runs; equal points share theirs)" in text


def test_it_says_what_was_found_with_intervals_and_what_it_rests_on(folder):
    text = write_report(folder).read_text(encoding="utf-8")
    assert re.search(
        r"ending family punishment multiplies the rate of expected attempts by 9\.\d \(95%:", text
    )
    for words in (
        "Uncalibrated",
        "83 are assumed",
        "21 documented; 9 derived; 83 assumed",
        "kin_three_gen",
        "forecasts nothing",
        "no real person",
        "compares assumptions",
        "defection study three_contexts.toml",
        "5afe5afe",
        "0, 0.75, 1.5, 2.25, 3",
    ):
        assert words in text


def test_everything_is_escaped(folder, tmp_path):
    nasty = "<script>alert('x')</script>"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    study = manifest["study"] | {"title": nasty, "question": nasty, "file": nasty}
    other = change(
        folder,
        tmp_path,
        study=study,
        version=nasty,
        packages={nasty: nasty},
        failures=[{"scenario": nasty, "point": 1, "replicate": 2, "error": nasty}],
    )
    text = write_report(other).read_text(encoding="utf-8")
    assert nasty not in text
    assert "script" not in Page(text).tags
    assert "&lt;script&gt;" in text


def test_the_same_folder_gives_the_same_bytes(folder, tmp_path):
    first = write_report(folder).read_bytes()
    assert write_report(folder).read_bytes() == first
    assert write_report(change(folder, tmp_path)).read_bytes() == first


def test_failures_are_told(folder, tmp_path):
    failed = {"scenario": "dmz", "point": 3, "replicate": 2, "error": "out of luck"}
    analysis = {"analysis": "incidence", "error": "no daily counts"}
    text = write_report(
        change(folder, tmp_path, failures=[failed], artifacts=[analysis])
    ).read_text()
    assert "dmz, point 3, replicate 2: out of luck" in text
    assert "incidence: no daily counts" in text


def test_a_figure_that_the_manifest_does_not_list_is_not_shown(folder, tmp_path):
    """It may be what an earlier study left in the folder."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    listed = [made for made in manifest["artifacts"] if made["name"] != "rates"]
    other = change(folder, tmp_path, artifacts=listed)
    assert (other / "figures" / "rates.svg").is_file()
    text = write_report(other).read_text(encoding="utf-8")
    assert len(Page(text).images) == 2
    assert "ending family punishment" not in text


def test_a_comparison_is_reported_by_what_its_arms_differ_by(tmp_path):
    small = ("--soldiers", "120", "--days", "8", "--replicates", "4")
    out = ("--out", str(tmp_path / "out"))
    call("compare", "dmz", "--arm", "free:mechanisms.hostage=false", *small, *out)
    folder = tmp_path / "out"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    paired = manifest["comparison"]["differences"]["free"]
    ratio = paired["expected_attempts_per_1000_soldier_months"]["ratio"]
    text = write_report(folder).read_text(encoding="utf-8")
    assert "replicate by replicate on the same luck" in text
    assert "No figure was made" not in text and "No analysis was asked for" not in text
    middle, bounds = in_words(Interval(*(ratio[name] for name in ("mean", "low", "high"))))
    assert middle in text and bounds.removeprefix("95%: ") in text


def test_a_study_without_figures_still_has_a_report(folder, tmp_path):
    other = change(folder, tmp_path)
    for path in (other / "figures").iterdir():
        path.unlink()
    assert "No figure was made." in write_report(other).read_text()


def test_a_sparse_manifest_is_reported_as_sparse(folder, tmp_path):
    other = change(folder, tmp_path)
    (other / "manifest.json").write_text('{"kind": "run", "name": "dmz", "finished": "now"}')
    text = write_report(other).read_text()
    assert "it is not recorded how many are assumed" in text
    assert "Nothing was varied." in text


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda f: f.rmdir(), "no such folder"),
        (lambda f: None, "there is no manifest.json"),
        (lambda f: (f / "manifest.json").write_text("{"), "Expecting property name"),
        (lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe"), "cannot be read: 'utf-8'"),
        (lambda f: (f / "manifest.json").write_text("[]"), "is not the manifest"),
        (lambda f: (f / "manifest.json").write_text('{"finished": null}'), "not finished"),
        (
            lambda f: (f / "manifest.json").write_text('{"finished": "now"}'),
            "summary.csv: cannot be read",
        ),
    ],
)
def test_what_is_no_study_is_refused_in_words(tmp_path, prepare, message):
    folder = tmp_path / "there"
    folder.mkdir()
    prepare(folder)
    with pytest.raises(ReportError, match=re.escape(message)):
        write_report(folder)
