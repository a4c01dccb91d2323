"""Rosters in every dress that office programs give them, and the ones that are traps."""

import io
import zipfile

import pytest
import xlsxwriter

from bot.domain.people import Role
from bot.domain.roster import BadRows, PersonRow, Reason, describe, read_people
from bot.domain.sheets import workbook

CHINESE = "姓名,手机号,公司,角色,社区\r\n张三,138 0013 8000,美团,骑手,\r\n李四,+86-13900139000,,网格员,枣林西社区\r\n"
EXPECTED = (
    PersonRow(2, "张三", "13800138000", "美团", Role.COURIER, ""),
    PersonRow(3, "李四", "13900139000", "", Role.STAFF, "枣林西社区"),
)


def book(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def repacked(data: bytes, change: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_reads_alike(encoding: str, delimiter: str) -> None:
    assert read_people(CHINESE.replace(",", delimiter).encode(encoding), "名单.csv") == EXPECTED


def test_a_workbook_reads_like_its_csv_even_with_numbers_as_phones_and_a_title_above() -> None:
    data = book(
        ("2026年骑手名单",),
        (),
        ("姓名", "手机号", "公司", "角色", "社区"),
        ("张三", 13800138000, "美团", "骑手"),
        (),
        ("李四", "+8613900139000", "", "网格员", "枣林西社区"),
    )
    assert [(row.number, row.phone) for row in read_people(data, "a.xlsx")] == [(4, "13800138000"), (6, "13900139000")]


def test_a_file_is_judged_by_its_content_and_not_by_its_name() -> None:
    assert read_people(book(("name", "phone"), ("Li", "13800138000")), "list.csv")[0].name == "Li"


def test_quoted_line_breaks_do_not_shift_the_row_numbers() -> None:
    data = b'name,phone,company\n"Li\nSi",13800138000,"a, b"\n\nWang,123,\n'
    with pytest.raises(BadRows) as caught:
        read_people(data, "")
    assert [describe(row) for row in caught.value.rows] == ["row 4: phone: '123' is no mainland mobile number"]


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (",13800138000,,,", Reason.MISSING, "name"),
        ("Li,,,,", Reason.MISSING, "phone"),
        (f"{'长' * 65},13800138000,,,", Reason.TOO_LONG, "name"),
        (f"Li,13800138000,{'x' * 65},,", Reason.TOO_LONG, "company"),
        ("Li,12800138000,,,", Reason.BAD_PHONE, "phone"),
        ("Li,138001380001,,,", Reason.BAD_PHONE, "phone"),
        ("Li,+1 13800138000,,,", Reason.BAD_PHONE, "phone"),
        ("Li,1.38E+10,,,", Reason.BAD_PHONE, "phone"),
        ("Li,13800138000,,admin,", Reason.UNKNOWN_ROLE, "role"),
        ("Li,13800138000,,管理员,", Reason.UNKNOWN_ROLE, "role"),
        ("Li,13800138000,,staff,", Reason.NEEDS_COMMUNITY, "community"),
        ("Li,13800138000,,负责人,", Reason.NEEDS_COMMUNITY, "community"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_reason(row: str, reason: Reason, column: str) -> None:
    data = f"name,phone,company,role,community\nGood,13700137000,,,\n{row}\n".encode()
    with pytest.raises(BadRows) as caught:
        read_people(data, "a.csv")
    (bad,) = caught.value.rows
    assert (bad.number, bad.reason, bad.column) == (3, reason, column)
    assert describe(bad).startswith(f"row 3: {column}: ")


def test_all_bad_rows_are_told_at_once() -> None:
    with pytest.raises(BadRows) as caught:
        read_people(b"name,phone\n,1\nLi,2\nWang,13800138000\nZhao,\n", "a.csv")
    assert [row.number for row in caught.value.rows] == [2, 3, 5]


@pytest.mark.parametrize(
    "phone", ["13800138000", "+86 138-0013-8000", "0086 13800138000", "１３８００１３８０００", "8613800138000"]
)
def test_a_phone_is_the_same_however_it_is_written(phone: str) -> None:
    assert read_people(f"name,phone\nLi,{phone}\n".encode(), "")[0].phone == "13800138000"


def test_the_apostrophe_of_an_export_goes_and_what_cannot_be_seen_too() -> None:
    assert read_people(b"name,phone\n'=1+1,13800138000\n", "")[0].name == "=1+1"
    assert read_people("name,phone\n 李\u200b\x07 四\u3000,13800138000\n".encode(), "")[0].name == "李 四"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.NO_HEADER),
        (b"name,company\nLi,x\n", Reason.NO_HEADER),
        (b"name,phone\n\n", Reason.NO_ROWS),
        (b"name,phone,mobile\nLi,1,2\n", Reason.DOUBLED_HEADER),
        (b'name,phone\n"Li,13800138000\n', Reason.BROKEN_LINE),
        (b"name,phone\nLi,\xff\xff\xff\n", Reason.NOT_TEXT),
        (b"name,phone\nLi\x00,13800138000\n", Reason.NOT_TEXT),
        (b"PK\x03\x04 and nothing more", Reason.NOT_A_WORKBOOK),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, Reason.OLD_WORKBOOK),
        (book(("name", "phone"), ("Li", 1))[:-40], Reason.NOT_A_WORKBOOK),
    ],
)
def test_a_file_that_is_no_roster_is_refused_as_a_whole(data: bytes, reason: Reason) -> None:
    with pytest.raises(BadRows) as caught:
        read_people(data, "a.csv")
    assert [(row.number, row.reason) for row in caught.value.rows] == [(0, reason)]
    assert describe(caught.value.rows[0]).startswith("file: ")


SHEET = "xl/worksheets/sheet1.xml"
GOOD = book(("name", "phone"), ("Li", "13800138000"))
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        (SHEET, b"0" * 40_000_000, Reason.BOMB),
        (SHEET, LAUGHS, Reason.ENTITIES),
        (SHEET, LAUGHS.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16"), Reason.ENTITIES),
        ("xl/workbook.xml", LAUGHS, Reason.ENTITIES),
        (SHEET, b"<worksheet><sheetData><row", Reason.NOT_A_WORKBOOK),
        ("xl/workbook.xml", b"<nothing/>", Reason.NOT_A_WORKBOOK),
    ],
)
def test_a_hostile_workbook_is_refused(part: str, content: bytes, reason: Reason) -> None:
    with pytest.raises(BadRows) as caught:
        read_people(repacked(GOOD, {part: content}), "a.xlsx")
    assert caught.value.rows[0].reason is reason


def test_a_workbook_that_claims_the_largest_size_and_far_columns_costs_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet = archive.read(SHEET)
    far = sheet.replace(b"</row></sheetData>", b'<c r="XFD2"><v>1</v></c></row></sheetData>')
    claims = far.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert claims != far != sheet
    rows = list(workbook.rows(repacked(GOOD, {SHEET: claims})))
    assert len(rows) == 2
    assert len(rows[1]) < 100


def test_a_workbook_that_claims_to_be_smaller_than_it_is_is_read_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet = archive.read(SHEET).replace(b'ref="A1:B2"', b'ref="A1"')
    assert read_people(repacked(GOOD, {SHEET: sheet}), "a.xlsx")[0].phone == "13800138000"
