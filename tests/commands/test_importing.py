"""Imports: whole or not at all, said in lines that an operator can act on."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.people import Grant, Role, Standing
from bot.domain.roster import BadRows, PersonRow, Reason
from storage import imports, people, schema
from storage.engine import Store
from tests.commands.conftest import Line
from tests.commands.town import NOON, fill

CELLS = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":
{"code": "%s", "name": "一", "community": "枣林西社区", "street": "安宁西路街道"}, "geometry": {"type": "Polygon",
"coordinates": [[[103.70, 36.10], [103.71, 36.10], [103.71, 36.11], [103.70, 36.11], [103.70, 36.10]]]}}]}"""


def row(number: int, phone: str, **more: object) -> PersonRow:
    plain = {"name": "李四", "company": "", "role": Role.COURIER, "community": ""}
    return PersonRow(number=number, phone=phone, **(plain | more))  # type: ignore[arg-type]


async def put(store: Store, *rows: PersonRow) -> imports.Roster:
    async with store.write() as conn:
        found = await imports.people(conn, rows)
        await imports.put_people(conn, found, NOON, by=None)
    return found


async def test_an_imported_person_waits_for_their_phone_with_role_and_standing(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    found = await put(store, row(2, "13700137000", role=Role.LEAD, community="枣林西社区", company="美团"))
    async with store.read() as conn:
        person = await people.by_phone(conn, "13700137000")
    assert person is not None
    assert (len(found.new), person.standing, person.company, person.telegram) == (1, Standing.ACTIVE, "美团", None)
    assert [grant.role for grant in person.grants] == [Role.LEAD]


async def test_importing_twice_changes_nothing_the_second_time(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    rows = (row(2, "13700137000", role=Role.STAFF, community="枣林东社区"), row(3, "13600136000"))
    await put(store, *rows)
    again = await put(store, *rows)
    assert (again.new, again.changed, again.same) == ((), (), 2)


async def test_a_phone_that_telegram_knows_updates_that_person_and_keeps_their_roles(
    store: Store, tmp_path: Path
) -> None:
    await fill(store, tmp_path)
    async with store.write() as conn:
        await people.grant(conn, 41, Grant(Role.COURIER), NOON)
    found = await put(store, row(2, "13800138000", name="张三", role=Role.STAFF, community="枣林东社区"))
    async with store.read() as conn:
        known = await people.get(conn, 41)
    assert [entry.id for entry in found.changed] == [41]
    assert (known.name, {grant.role for grant in known.grants}) == ("张三", {Role.COURIER, Role.STAFF})


async def test_of_two_people_with_one_phone_the_one_on_telegram_is_updated(store: Store) -> None:
    async with store.write() as conn:
        plain = {"phone": "13700137000", "standing": "active", "joined_at": NOON}
        await conn.execute(
            schema.people.insert(), [plain | {"id": 1, "telegram": None}, plain | {"id": 2, "telegram": 7}]
        )
    found = await put(store, row(2, "13700137000"))
    assert [entry.id for entry in found.changed] == [2]


async def test_two_rows_with_one_phone_are_one_person_with_two_roles(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    found = await put(store, row(2, "13700137000"), row(5, "13700137000", role=Role.STAFF, community="枣林西社区"))
    assert found.repeated == ((5, 2),)
    assert [len(entry.grants) for entry in found.new] == [2]


@pytest.mark.parametrize(
    ("before", "after"), [("suspended", "suspended"), ("applicant", "active"), ("declined", "active")]
)
async def test_an_import_registers_who_waits_but_lifts_no_suspension(store: Store, before: str, after: str) -> None:
    async with store.write() as conn:
        values = {"telegram": 5, "phone": "13700137000", "standing": before, "joined_at": NOON}
        await conn.execute(schema.people.insert().values(values))
    await put(store, row(2, "13700137000"))
    async with store.read() as conn:
        assert (await people.by_telegram(conn, [5]))[5].standing == after


async def test_an_unknown_or_ambiguous_community_is_a_bad_row(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    async with store.write() as conn:
        values = {"level": "community", "code": "别的街道/枣林西社区", "name": "枣林西社区", "path": "99"}
        await conn.execute(schema.areas.insert().values(values))
    rows = [
        row(n, f"1370013700{n}", role=Role.STAFF, community=c) for n, c in enumerate(["枣林西社区", "无", "枣林东社区"])
    ]
    async with store.read() as conn:
        with pytest.raises(BadRows) as caught:
            await imports.people(conn, rows)
    assert [(bad.number, bad.reason) for bad in caught.value.rows] == [
        (0, Reason.AMBIGUOUS_COMMUNITY),
        (1, Reason.UNKNOWN_COMMUNITY),
    ]


async def test_thousands_of_people_go_in_at_once(store: Store) -> None:
    found = await put(store, *(row(n, f"138{n:08d}") for n in range(6000)))
    async with store.read() as conn:
        granted = (await conn.execute(select(schema.grants.c.person).distinct())).all()
    assert (len(found.new), len(granted)) == (6000, 6000)


def test_the_command_imports_cells_then_people_and_says_what_changed(line: Line, shell: Line, tmp_path: Path) -> None:
    (tmp_path / "cells.json").write_text(CELLS % "枣林西-01", encoding="gb18030")
    (tmp_path / "people.csv").write_text("姓名;手机;角色;社区\n李四;13900139000;网格员;枣林西社区\n", encoding="utf-8")
    dry = line("import", "cells", "cells.json", "--crs", "gcj02", "--dry-run")
    first = shell("import", "cells", "cells.json", "--crs", "gcj02")
    again = line("import", "cells", "cells.json", "--crs", "bd09")
    assert dry.out == "cells: 1 new, 0 changed, 0 unchanged\nareas: 1\ndry run: nothing was changed\n"
    assert first.out == "cells: 1 new, 0 changed, 0 unchanged\nareas: 1\n"
    assert again.out == "cells: 0 new, 1 changed, 0 unchanged\nareas: 1\n"
    people_in = shell("import", "people", "people.csv")
    assert (people_in.code, people_in.out) == (0, "people: 1 new, 0 changed, 0 unchanged\n")


def test_one_bad_row_and_nothing_is_imported(line: Line, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,phone\nLi,13900139000\nWang,12\n,13700137000\n", encoding="utf-8")
    refused = line("import", "people", "people.csv")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.splitlines() == ["row 3: phone: '12' is no mainland mobile number", "row 4: name: is missing"]
    out = line("export", "people", "--format", "csv", "--out", "-")
    assert "13900139000" not in out.out
    (tmp_path / "cells.json").write_text((CELLS % "").replace("36.11", "96.11"), encoding="utf-8")
    assert line("import", "cells", "cells.json", "--crs", "wgs84").code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("import", "cells", "x.json"),
        ("import", "cells", "x.json", "--crs", "mars"),
        ("import", "ghosts", "x.csv"),
        ("export", "tickets", "--format", "pdf", "--out", "x"),
        ("export", "tickets", "--format", "csv", "--out", "x", "--since", "yesterday"),
        ("export", "tickets", "--format", "csv", "--out", "x", "--area", "无"),
        ("export", "people", "--format", "geojson", "--out", "x"),
        ("backup",),
        ("restore", "a", "b"),
    ],
)
def test_wrong_arguments_exit_with_2_and_a_short_word(line: Line, words: tuple[str, ...]) -> None:
    refused = line(*words)
    assert refused.code == 2
    assert 0 < len(refused.err.splitlines()) <= 6
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "cells", "x.json", "--crs", "mars"), "'mars' is none of wgs84, gcj02, bd09"),
        (("export", "tickets", "--format", "pdf", "--out", "x"), "'pdf' is none of csv, xlsx, geojson"),
        (("export", "ghosts", "--format", "csv", "--out", "x"), "(choose from 'tickets', 'stations',"),
        (
            ("export", "tickets", "--format", "csv", "--out", "x", "--since", "2026-11-02", "--until", "2026-11-01"),
            "--since 2026-11-02 is after --until 2026-11-01",
        ),
    ],
)
def test_what_it_may_be_is_said_with_the_refusal(line: Line, words: tuple[str, ...], told: str) -> None:
    refused = line(*words)
    assert refused.code == 2
    assert told in refused.err


@pytest.mark.parametrize("words", [("backup",), ("export", "people", "--format", "csv", "--out")])
def test_a_folder_is_no_file_to_write(line: Line, words: tuple[str, ...]) -> None:
    refused = line(*words, ".")
    assert (refused.code, refused.err) == (1, ".: is a folder, not a file to write\n")


@pytest.mark.parametrize("what", ["people", "stations", "cells"])
def test_what_is_wrong_with_a_whole_file_is_said_with_its_name(line: Line, tmp_path: Path, what: str) -> None:
    (tmp_path / "mine.csv").write_text("{", encoding="utf-8")
    refused = line("import", what, "mine.csv", *([] if what == "people" else ["--crs", "wgs84"]))
    assert refused.code == 1
    assert refused.err.startswith("mine.csv: ")


def test_a_file_or_a_database_that_is_not_there_fails_in_a_line(line: Line) -> None:
    assert line("import", "people", "none.csv").err == "none.csv: No such file or directory\n"
    gone = line("import", "people", "/dev/null", DATABASE_URL="postgresql+asyncpg://u:secret@127.0.0.1:1/x")
    assert gone.code == 1
