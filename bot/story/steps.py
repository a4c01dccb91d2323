"""The story as a table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.story import handling, keeping, opening, reports, riding, trouble, warning
from bot.story.stage import Stage


@dataclass(frozen=True)
class Step:
    """What it is called, and what happens; `play` raises AssertionError or TimeoutError where something did not."""

    zh: str
    en: str
    play: Callable[[Stage], Awaitable[None]]


STORY: tuple[Step, ...] = (
    Step("画好网格，启动机器人", "The grid is drawn, the bot starts", opening.draw_the_grid),
    Step("三个群绑定辖区", "Three groups, each bound to its area", opening.bind_the_chats),
    Step("两位骑手申请加入", "Two couriers apply", opening.apply),
    Step("扫码加入", "A third comes by invitation", opening.invite),
    Step("三下就报完", "A report in three touches", reports.three_touches),
    Step("照片自带位置", "One touch: the photo knows where it was taken", reports.geotag),
    Step("相册加坐标", "An album, its place in the caption", reports.album),
    Step("两人抢单", "Two press 接单 at the same moment", handling.race),
    Step("办结，前后对比", "Done: before and after, side by side", handling.resolve),
    Step("不满意，升级重开", "Badly done: opened again, one level up", handling.reopen),
    Step("一句话转告骑手", "A word to the courier, and back", handling.note),
    Step("桥面结冰，提醒骑手", "A warning to who rides here", warning.warn),
    Step("找驿站", "A rider finds a station", riding.find_a_station),
    Step("站长上岗", "A station gets its keeper", keeping.name_a_keeper),
    Step("充电坏了，下一位换一家", "Charger broken: the next rider is sent elsewhere", keeping.charger_broken),
    Step("边骑边看", "The next station, as the rider moves", riding.ride_along),
    Step("在任何聊天里", "A station shown to others, in any chat", riding.show_it_to_others),
    Step("报到一半断电", "kill -9 in mid-report", trouble.kill_in_mid_report),
    Step("对账", "The books", trouble.the_books),
)
END = Step("收工", "The end", trouble.stop)
