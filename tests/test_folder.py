"""Whose a folder is: results of other settings are not written over, and what began is named."""

import json

import pytest

from experiments.compare import Arm
from experiments.compare_tables import claim_comparison
from experiments.folder import FolderError, claim
from experiments.report import ReportError, write_report
from experiments.results import read_results
from experiments.single import claim_run
from sim import load_scenario

PLAIN, OTHER = (load_scenario("dmz", {"regime.punishment": value}) for value in (0.9, 1.0))


def finished(folder, scenarios):
    """Make what began in the folder what has ended there."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    records = {name: {"digest": scenario.digest} for name, scenario in scenarios.items()}
    ended = {"kind": manifest["kind"], "name": manifest["name"], "scenarios": records}
    path.write_text(json.dumps(ended | {"finished": "now"}), "utf-8")


@pytest.mark.parametrize("ended", [False, True])
def test_a_run_is_not_written_over_by_one_of_other_settings(tmp_path, ended):
    """Nor one that is still under way; the same again may be."""
    claim_run(tmp_path, PLAIN)
    if ended:
        finished(tmp_path, {"dmz": PLAIN})
    before = (tmp_path / "manifest.json").read_bytes()
    with pytest.raises(FolderError) as raised:
        claim_run(tmp_path, OTHER)
    state = "" if ended else ", not finished"
    assert str(raised.value) == (
        f"{tmp_path}: holds the run 'dmz' with other settings{state}: "
        "choose another --out, or remove it"
    )
    assert (tmp_path / "manifest.json").read_bytes() == before
    claim_run(tmp_path, PLAIN)


@pytest.mark.parametrize("ended", [False, True])
def test_nor_is_a_comparison(tmp_path, ended):
    one, other = ([Arm("a", PLAIN, {}), Arm("b", changed, {})] for changed in (PLAIN, OTHER))
    claim_comparison(tmp_path, one)
    if ended:
        finished(tmp_path, {arm.label: arm.scenario for arm in one})
    with pytest.raises(FolderError, match="holds the comparison 'dmz: a against b' with other"):
        claim_comparison(tmp_path, other)
    claim_comparison(tmp_path, one)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"kind": "run"}'])
def test_a_manifest_that_says_nothing_is_not_written_over(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(FolderError, match=r"holds an unreadable manifest\.json: choose another"):
        claim_run(tmp_path, PLAIN)
    claim(tmp_path, "study", "mine", fresh=True)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("run", "the run in it is not finished; run it again"),
        ("study", "the study in it is not finished; run it again to resume it"),
        ("compare", "the comparison in it is not finished; run it again"),
    ],
)
def test_what_did_not_end_is_called_what_it_was(tmp_path, kind, said):
    claim(tmp_path, kind, "dmz", fresh=False)
    with pytest.raises(ReportError) as raised:
        write_report(tmp_path)
    assert str(raised.value) == f"{tmp_path}: {said}"
    with pytest.raises(FileNotFoundError, match=said):
        read_results(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        '{"kind":"run","name":"dmz","scenarios":[]}',
        '{"kind":"run","name":"dmz","scenarios":{"dmz":1}}',
        '{"kind":"run","name":"dmz","settings":3,"artifacts":[{"files":null},{"files":3},4]}',
    ],
)
def test_an_odd_manifest_is_refused_like_any_other(content, tmp_path):
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(FolderError, match="other settings"):
        claim(tmp_path, "run", "dmz", fresh=False, settings={"dmz": "digest"})


def test_a_fresh_start_leaves_what_others_put_there(tmp_path):
    listed = {"kind": "study", "name": "mine", "artifacts": [{"files": ["figures/rates.svg"]}]}
    (tmp_path / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    for name in ("figures/rates.svg", "figures/notes.txt", "tables/mine.csv", "shards/1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    claim(tmp_path, "study", "mine", fresh=True)
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert left == {"manifest.json", "figures/notes.txt", "tables/mine.csv"}
