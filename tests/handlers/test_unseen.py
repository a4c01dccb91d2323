"""An admin who has not pressed Start: what is theirs cannot be sent, is counted, and is shown once they come."""

from tests.town import NOWHERE, Town


async def applied(town: Town) -> None:
    await town.stranger.starts()
    await town.stranger.presses("申请")
    for answer in ("张三", "美团", "跳过"):
        await town.stranger.sends(answer)


async def away(town: Town) -> int:
    """While the only admin has not started the bot somebody applies, and a ticket comes that nobody else gets."""
    town.cast["admin"].chat.started = False
    await applied(town)
    return await town.courier.reports("井盖", at=NOWHERE)


async def test_an_admin_who_starts_late_gets_the_application_and_the_ticket(town: Town) -> None:
    number = await away(town)
    assert town.admin.saying("张三") == []
    await town.admin.starts()
    (application,) = town.admin.saying("张三")
    (card,) = [one for one in town.admin.saying(f"#{number} ") if one.buttons]
    assert not (await town.admin.presses("接单", card)).show_alert
    await town.admin.presses("通过", application)
    assert town.stranger.saying("您已登记为骑手") or "🎉" in town.stranger.last_text


async def test_what_was_shown_is_not_shown_again(town: Town) -> None:
    await away(town)
    await town.admin.starts()
    await town.admin.starts()
    assert len(town.admin.saying("张三")) == 1
    assert len(town.admin.saying("以下等待管理员处理")) == 1


async def test_an_admin_who_was_there_has_nothing_to_catch_up_with(town: Town) -> None:
    await applied(town)
    await town.courier.reports("井盖", at=NOWHERE)
    await town.admin.starts()
    assert town.admin.saying("以下等待管理员处理") == []
    assert len(town.admin.saying("张三")) == 1


async def test_what_is_decided_or_covered_by_then_waits_for_nobody(town: Town) -> None:
    number = await away(town)
    await town.courier.presses("撤回", town.courier.receipt(number))
    await town.stranger.sends("/delete_me")
    await town.stranger.presses("删除")
    await town.admin.starts()
    assert town.admin.saying("以下等待管理员处理") == []


async def test_the_figures_say_how_much_could_not_be_sent_to_admins(town: Town) -> None:
    await town.admin.sends("/admin")
    assert "📪" not in town.admin.last_text
    await away(town)
    town.cast["admin"].chat.started = True
    await town.admin.sends("/admin")
    assert "📪 未能发给管理员的消息：2" in town.admin.last_text
