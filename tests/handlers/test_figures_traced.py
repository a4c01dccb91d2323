"""Every figure that the chat names has its tickets behind a button; what lies in no area is named too."""

from dataclasses import replace
from functools import partial
from io import BytesIO

import openpyxl
from sqlalchemy import update

from bot.domain.figures import Figure
from bot.domain.outgoing import SendFile
from bot.domain.people import Area, Grant, Role
from bot.domain.ticket import State, Ticket, Verb
from handlers.figures import stats, words
from storage import tickets
from storage.schema import tickets as rows
from tests.handlers.actors import Actor
from tests.handlers.room import Room

DISTRICT, STREET = "安宁区", "安宁西路街道"


async def reported(room: Room, area: Area | None = None) -> Ticket:
    """In the community, or in that area; None there: as what no cell covers."""
    community = await room.area(DISTRICT, STREET, "枣林西社区")
    return await room.ticket(await room.courier(), area or community)


async def uncovered(room: Room) -> Ticket:
    ticket = await reported(room)
    await room.do(lambda conn: conn.execute(update(rows).where(rows.c.id == ticket.id).values(area=None)))
    return ticket


async def asked(room: Room) -> Actor:
    """An admin who asked for this week's figures."""
    admin = room.admin()
    await admin.says("/stats")
    return admin


async def sheet(room: Room, admin: Actor, name: str) -> list[tuple[object, ...]]:
    """That sheet's rows without its header, of the file that the admin asks for."""
    (file,) = [one for one in await admin.presses("Excel") if isinstance(one, SendFile)]
    book = openpyxl.load_workbook(BytesIO(room.media[file.sha256]))
    return list(book[name].iter_rows(values_only=True, min_row=2))


async def test_what_lies_in_no_area_has_a_line_and_leads_to_its_tickets(room: Room) -> None:
    await reported(room)
    ticket = await uncovered(room)
    admin = await asked(room)
    await admin.presses("分区查看")
    assert admin.last_text.splitlines()[1:] == ["安宁区：新增 1，办结 0，未办结 1", "未覆盖：新增 1，办结 0，未办结 1"]
    await admin.presses("未覆盖")
    assert "未覆盖 · 周盘点" in admin.last_text
    assert not any("分区" in label for label in admin.last.labels)
    await admin.presses("新增 1")
    assert [label for label in admin.last.labels if label.startswith("#")] == [f"#{ticket.id}"]
    await admin.presses("全部数据")
    ((area, new, *_),) = await sheet(room, admin, "各社区")
    assert (area, new) == ("未覆盖", 1)


async def test_what_a_street_holds_itself_has_a_line_beside_its_communities(room: Room) -> None:
    await reported(room)
    street = await room.area(DISTRICT, STREET)
    ticket = await reported(room, street)
    lead = await room.member("街道值班", Grant(Role.LEAD, street.id))
    await lead.says("/stats")
    await lead.presses("分区查看")
    assert lead.last_text.splitlines()[1:] == [
        "枣林西社区：新增 1，办结 0，未办结 1",
        "安宁西路街道本级：新增 1，办结 0，未办结 1",
    ]
    await lead.presses("安宁西路街道本级")
    await lead.presses("未办结 1")
    assert [label for label in lead.last.labels if label.startswith("#")] == [f"#{ticket.id}"]


async def test_where_every_ticket_lies_below_no_such_line_stands(room: Room) -> None:
    await reported(room)
    admin = await asked(room)
    await admin.presses("分区查看")
    assert admin.last_text.splitlines()[1:] == ["安宁区：新增 1，办结 0，未办结 1"]


async def test_nobody_but_an_admin_sees_what_no_area_covers(room: Room) -> None:
    await uncovered(room)
    street, other = await room.area(DISTRICT, STREET), await room.area(DISTRICT, "培黎街道")
    lead = await room.member("街道值班", Grant(Role.LEAD, street.id))
    await lead.says("/stats")
    for scope in (1_000_000_000, 1_000_000_000 + other.id, 2_000_000_000 + street.id):
        await lead.presses_data(f"stats:w20261116:{scope}:1", on=lead.last)
        assert lead.alert == "这个按钮已失效。", scope


async def test_the_file_names_what_no_area_covers(room: Room) -> None:
    await reported(room)
    ticket = await uncovered(room)
    admin = await asked(room)
    assert [row[:2] for row in await sheet(room, admin, "各社区")] == [("枣林西社区", 1), ("未覆盖", 1)]
    assert [row[0] for row in await sheet(room, admin, "各网格")] == ["枣林西社区", "未覆盖"]
    assert dict(row[:2] for row in await sheet(room, admin, "工单明细"))[ticket.id] == "未覆盖"
    english = room.other_admin()
    await english.says("/stats")
    (file,) = [one for one in await english.presses("Excel") if isinstance(one, SendFile)]
    assert "Not covered" in str(
        [*openpyxl.load_workbook(BytesIO(room.media[file.sha256]))["Communities"].iter_rows(values_only=True)]
    )


async def test_merged_and_withdrawn_lead_to_their_tickets(room: Room) -> None:
    for state, verb, label in ((State.MERGED, Verb.MERGE, "并单 1"), (State.WITHDRAWN, Verb.WITHDRAW, "撤回 1")):
        ticket = await reported(room)
        room.later(minutes=1)
        changed = replace(ticket, state=state, version=ticket.version + 1)
        save = partial(tickets.save, ticket=changed, verb=verb, by=ticket.reporter, at=room.now, source=ticket.state)
        await room.do(save)
        admin = await asked(room)
        assert label in admin.last_text
        await admin.presses(label)
        assert [one for one in admin.last.labels if one.startswith("#")] == [f"#{ticket.id}"]


def test_every_figure_that_the_text_names_has_a_button() -> None:
    named = {Figure.NEW, Figure.CLOSED, Figure.OPEN, Figure.OVERDUE, *words.ASIDE}
    assert named <= set(stats.BEHIND) == set(words.FIGURES)
