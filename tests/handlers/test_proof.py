"""What comes with the photo that proves the work, and what staff hear where a proof is no good."""

from bot.domain.ticket import State
from tests.deeds import prompted, resolved, taken
from tests.town import Town
from tests.townsfolk import picture

BROKEN = b"\xff\xd8\xff broken"


async def test_the_words_of_the_proof_stand_on_the_card_in_its_history_and_with_before_and_after(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_photo(picture(60), caption="已换新井盖，型号<A>", chat=town.group, reply_to=prompt)
    assert "网格员李：已换新井盖，型号<A>" in town.group.card(number).text
    assert "您满意吗" in town.courier.last_text
    assert "💬 已换新井盖，型号<A>" in town.courier.last_text
    assert "💬 已换新井盖，型号<A>" in town.group.saying("用时")[-1].text
    await town.staff.sends(f"/task {number}", chat=town.group)
    assert "已办结 · 网格员李 已换新井盖" in town.group.last_text


async def test_an_album_keeps_the_words_of_its_first_photo_where_before_and_after_is_drawn_again(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_album([picture(60), picture(61)], "两个都换了", chat=town.group, reply_to=prompt)
    assert await town.photos(number, "after") == 2
    assert "💬 两个都换了" in town.courier.saying("您满意吗")[-1].text
    assert "两个都换了" in town.group.card(number).text


async def test_words_with_a_later_photo_of_the_album_are_a_note(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    for count, words in enumerate(("", "下午再来看")):
        sizes = await town.staff.person._photo(picture(60 + count))
        content = sizes | {"media_group_id": "77"} | ({"caption": words} if words else {})
        await town.staff.person.sends_anything(content, chat=town.group.group, reply_to=prompt)
    await town.settles()
    assert await town.photos(number, "after") == 2
    assert "网格员李：下午再来看" in town.group.card(number).text


async def test_words_with_skip_are_kept_too(town: Town) -> None:
    await town.rules(resolve_without_photo=True)
    number = await taken(town)
    await prompted(town, number)
    await town.staff.sends("/skip 已联系产权单位", chat=town.group)
    assert "已联系产权单位" in town.group.card(number).text
    assert "💬 已联系产权单位" in town.courier.last_text


async def test_each_round_shows_its_own_words_and_many_are_cut(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_photo(picture(60), caption="一" * 900, chat=town.group, reply_to=prompt)
    assert town.courier.last_text.count("一") == 500
    await town.courier.presses("👎")
    await resolved(town, number)
    assert "一" not in town.courier.last_text


async def test_each_reason_why_a_proof_fails_is_said_at_once(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends("马上好", chat=town.group, reply_to=prompt)
    assert "请回复一张处理后的照片" in town.group.last_text
    await town.staff.sends_photo(BROKEN, chat=town.group, reply_to=prompt)
    assert "照片" in town.group.last_text
    assert len(town.group.saying("这张照片打不开")) == 1
    await town.staff.sends_photo(BROKEN, chat=town.group, reply_to=prompt)
    assert len(town.group.saying("这张照片打不开")) == 2
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED


async def test_a_broken_album_is_refused_once(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_album([BROKEN, BROKEN, BROKEN], chat=town.group, reply_to=prompt)
    assert len(town.group.saying("这张照片打不开")) == 1


async def test_the_same_no_is_said_once_a_minute_in_each_topic(town: Town) -> None:
    forum = town.box.group("论坛群", creator=town.staff.person, members=[town.mate.person], forum=True)
    topics = [forum.topic("甲"), forum.topic("乙")]
    for topic in (*topics, *topics):
        await town.mate.sends("/unbind", chat=topic)
    said = [one for one in forum.messages if "没有权限" in one.text]
    assert sorted(one.thread or 0 for one in said) == sorted(topic.thread or 0 for topic in topics)
    await town.clock.passes(minutes=2)
    await town.mate.sends("/unbind", chat=topics[0])
    assert len([one for one in forum.messages if "没有权限" in one.text]) == 3
