"""People by the file: a roster of couriers and staff, read and checked as far as that goes without the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import phones
from bot.domain.people import Role
from bot.domain.sheets import read
from bot.domain.sheets.problems import Bad, BadRow, BadRows, Reason, describe

__all__ = ["BadRow", "BadRows", "PersonRow", "Reason", "describe", "read_people"]

LONGEST = 64
"""Characters of a name or a company: what the database holds."""

_HEADERS = {
    "name": ("name", "fullname", "姓名", "名字"),
    "phone": ("phone", "mobile", "telephone", "电话", "手机", "手机号", "手机号码", "联系电话", "电话号码"),
    "company": ("company", "公司", "单位", "所属公司", "公司名称", "平台"),
    "role": ("role", "角色", "身份"),
    "community": ("community", "社区", "所属社区", "社区名称"),
}
_NEEDED = ("name", "phone")

ROLES: Mapping[str, Role] = {
    "": Role.COURIER,
    **dict.fromkeys(("courier", "骑手", "快递员", "外卖员", "移动网格员"), Role.COURIER),
    **dict.fromkeys(("staff", "工作人员", "社区工作人员", "网格员"), Role.STAFF),
    **dict.fromkeys(("lead", "负责人", "社区负责人"), Role.LEAD),
}
"""Admins are made by the settings or by an invitation, never by a file."""


@dataclass(frozen=True)
class PersonRow:
    """One row: `number` as a spreadsheet shows it, `phone` 11 digits, `community` a code or name, "" for everywhere."""

    number: int
    name: str
    phone: str
    company: str
    role: Role
    community: str


def read_people(data: bytes, filename: str) -> tuple[PersonRow, ...]:
    """Every row of a CSV or XLSX roster, headers in English or Chinese. Raises BadRows with all that is wrong.

    Name and phone are needed; without a role it is a courier; staff and leads need a community. A phone may occur
    several times: that is one person with several roles, and the last row's name counts.
    """
    good: list[PersonRow] = []
    wrong: list[BadRow] = []
    number = 0
    try:
        for number, said in read.records(read.rows(data, filename), _HEADERS, _NEEDED):
            _sort(number, said, good, wrong)
    except Bad as bad:
        wrong.append(bad.at(0))
    if wrong:
        raise BadRows(wrong)
    return tuple(good)


def _sort(number: int, said: Mapping[str, str], good: list[PersonRow], wrong: list[BadRow]) -> None:
    try:
        good.append(_person(number, said))
    except Bad as bad:
        wrong.append(bad.at(number))


def _person(number: int, said: Mapping[str, str]) -> PersonRow:
    for column in _NEEDED:
        if not said[column]:
            raise Bad(Reason.MISSING, column)
    for column in ("name", "company"):
        if len(said[column]) > LONGEST:
            raise Bad(Reason.TOO_LONG, column, limit=LONGEST)
    role = _role(said["role"])
    if role is not Role.COURIER and not said["community"]:
        raise Bad(Reason.NEEDS_COMMUNITY, "community", role=role)
    return PersonRow(number, said["name"], _phone(said["phone"]), said["company"], role, said["community"])


def _role(text: str) -> Role:
    role = ROLES.get(read.header(text))
    if role is None:
        raise Bad(Reason.UNKNOWN_ROLE, "role", found=_shown(text))
    return role


def _phone(text: str) -> str:
    phone = phones.normal(text)
    if phone is None:
        raise Bad(Reason.BAD_PHONE, "phone", found=_shown(text))
    return phone


def _shown(text: str) -> str:
    return repr(text[:40])
