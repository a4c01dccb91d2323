"""People, grants and invitations, on both databases."""

from datetime import timedelta

from bot.domain.people import Grant, Person, Role, Standing
from storage import people
from storage.engine import Store
from storage.people import Invite
from tests.storage.made import NOW, person, town


async def test_somebody_without_a_row_gets_one_and_is_found_by_telegram_id(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 7_000_000_001)
        met = await people.by_telegram(conn, [7_000_000_001, 5])
    assert met == {7_000_000_001: li}
    assert li.joined_at == NOW


async def test_a_grant_is_given_once(store: Store) -> None:
    async with store.write() as conn:
        area = await town(conn)
        li = await person(conn, 1)
        for given in (Grant(Role.COURIER), Grant(Role.STAFF, area.id), Grant(Role.COURIER), Grant(Role.STAFF, area.id)):
            await people.grant(conn, li.id, given, NOW)
        again = await people.get(conn, li.id)
        assert sorted(again.grants, key=str) == [Grant(Role.COURIER), Grant(Role.STAFF, area.id)]
        assert await people.with_role(conn, Role.STAFF) == [again]
        await people.revoke_all(conn, li.id)
        assert (await people.get(conn, li.id)).grants == ()


async def test_a_suspended_admin_is_no_admin(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        await people.grant(conn, li.id, Grant(Role.ADMIN), NOW)
        await people.change(conn, li.id, standing=Standing.SUSPENDED, reachable=False)
        assert await people.with_role(conn, Role.ADMIN) == []
        assert not (await people.get(conn, li.id)).reachable


async def test_an_imported_person_is_claimed_by_their_number(store: Store) -> None:
    async with store.write() as conn:
        listed = await people.ensure(conn, Person(0, None, "王", standing=Standing.ACTIVE, phone="13800138000"), NOW)
        await people.grant(conn, listed.id, Grant(Role.COURIER), NOW)
        li = await person(conn, 1)
        assert await people.by_phone(conn, "+86 138 0013 8000") is not None
        await people.claim(conn, listed, li)
        assert (await people.get(conn, li.id)).grants == (Grant(Role.COURIER),)
        assert await people.find(conn, listed.id) is None


async def test_people_are_found_by_part_of_their_name_and_a_percent_sign_is_no_wildcard(store: Store) -> None:
    async with store.write() as conn:
        await person(conn, 1, "李雷")
        await person(conn, 2, "韩梅梅")
        assert [p.name for p in await people.found(conn, "梅")] == ["韩梅梅"]
        assert [p.name for p in await people.found(conn, "")] == ["韩梅梅", "李雷"]
        assert [p.name for p in await people.found(conn, "", offset=1, limit=1)] == ["李雷"]


async def test_an_invitation_is_used_once_or_revoked(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        offered = Invite(0, "a" * 64, Role.COURIER, None, NOW + timedelta(days=7))
        first = await people.invite(conn, offered, NOW, by=li.id)
        stored = await people.invite_with(conn, "a" * 64)
        assert stored is not None
        assert stored.usable(NOW)
        assert not stored.usable(NOW + timedelta(days=7))
        assert await people.use_invite(conn, first, li.id, NOW)
        assert not await people.use_invite(conn, first, li.id, NOW)
        assert not await people.revoke_invite(conn, first, NOW)
        assert await people.invite_with(conn, "b" * 64) is None
