from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.knowledge import load_knowledge

HEADER = "kind,id,name,names,country,group,sector,lat,lon,offices\n"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "extra.csv"
    path.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_users_names_are_linked_with_what_the_file_says(tmp_path: Path) -> None:
    extra = written(
        tmp_path,
        "body,,Zonal Water Board,ZWB|Zonaler Wasserrat,,ZWB,IGO,,,",
        "person,,Anna Beispiel,,AT,,,,,minister of floods:GOV:2020-01-01:",
    )
    knowledge = load_knowledge(extra)
    body, person = knowledge.link("Der Zonaler Wasserrat tagte mit Anna Beispiel.", language="de")
    assert (knowledge.group_of(body), knowledge.sector_of(body)) == ("ZWB", "IGO")
    assert (person.country, knowledge.sector_of(person)) == ("AT", "GOV")


def test_a_row_with_a_known_id_adds_names_to_that_thing(tmp_path: Path) -> None:
    knowledge = load_knowledge(written(tmp_path, "country,iso:FR,France,Hexagon,FR,,,,,"))
    (entity,) = knowledge.link("im Hexagon", language="de")
    assert (entity.id, entity.name) == ("iso:FR", "France")


def test_the_version_tells_that_a_file_was_added(tmp_path: Path) -> None:
    plain = load_knowledge().version
    assert load_knowledge(written(tmp_path, "other,,Beispiel AG,,,,,,,")).version.startswith(f"{plain}+")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("planet,,Mars,,,,,,,", "kind 'planet'"),
        ("place,,,,,,,,,", "name is empty"),
        ("place,Q42,Mars,,,,,,,", "id 'Q42'"),
        ("place,,Mars,,Austria,,,,,", "country 'Austria'"),
        ("body,,Mars,,,,XYZ,,,", "sector 'XYZ'"),
        ("place,,Mars,,,,,north,,", "could not convert"),
        ("place,,Mars,,,,,91,0,", "91 is not between"),
        ("person,,Mars,,,,,,,king", "office 'king'"),
        ("place,,Mars,,,,,,,,,", "more cells"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, line: str, complaint: str) -> None:
    extra = written(tmp_path, "other,,Beispiel AG,,,,,,,", line)
    with pytest.raises(ConfigurationError, match=r"extra\.csv, line 3: ") as caught:
        load_knowledge(extra)
    assert complaint in str(caught.value)


def test_a_file_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.csv"):
        load_knowledge(tmp_path / "nowhere.csv")


def test_unknown_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "extra.csv"
    path.write_text("kind,name,colour\nplace,Mars,red\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 1: columns"):
        load_knowledge(path)
