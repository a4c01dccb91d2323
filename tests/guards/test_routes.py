"""Every route is walked by a test: its command is sent, its button pressed, its step waited in somewhere in tests/."""

import re

import pytest

from bot import policy
from handlers.menus import DESCRIPTIONS
from handlers.routes import COMMANDS, PRESSES, STEPS
from handlers.routing import Route
from tests.guards.modules import under

POLICY = policy.load()
# the tests that talk to the bot: in the room, or to the real process
TALKS = ("tests/handlers/", "tests/end_to_end/", "tests/commands/", "tests/runtime/")
TALK = "\n".join(module.text for module in under("tests") if module.path.startswith(TALKS))
# what stands on a button whose data a test need not know; {} for labels that are made of data
LABELS: dict[str, tuple[str, ...]] = {
    "stats": ("今天", "本周", "本月", "全部数据"),
    "figure": ("新增", "未办结"),
    "behind": ("#",),
    "areafigures": ("分区查看",),
    "figurefile": ("Excel",),
    "apply": ("申请加入",),
    "company": POLICY.companies,
    "approve": ("通过",),
    "decline": ("拒绝",),
    "lang": ("English", "中文"),
    "forget": ("确定删除",),
    "uninvite": ("撤销",),
    "people": ("下一页", "上一页", "全部人员"),
    "areas": ("下一页", "上一页"),
    "suspend": ("停用",),
    "unsuspend": ("恢复",),
    "members": ("👥", "🔒"),
    "category": tuple(category.zh for category in POLICY.categories),
    "draft": ("现在还是这样", "照片拍摄的地方", "我现在的位置"),
    "my": ("较新", "较早"),
    "mine": ("#",),
    "person": ("师傅", ".name"),
    "bindas": ("社区",),
    "import": ("导入",),
    "crs": ("WGS-84", "GCJ-02", "BD-09"),
    "export": ("工单", "驿站", "人员"),
    "stations": ("附近驿站",),
    "here": ("打卡",),
    "book": ("意见征集册",),
    "bookwrite": ("写一条",),
    "remarks": ("较早", "较新"),
    "acts": ("📅 活动",),
    "join": ("我要报名",),
    "leave": ("取消报名",),
    "coming": ("报名名单",),
    "calloff": ("取消活动", "只停这一次", "以后都不办"),
    "off": ("确定取消",),
    "plan": ("发布活动",),
    "poster": ("海报",),
    "planned": ("义诊",),
    "bookreply": ("回复",),
    "near": ("更多", "更近", "仅开放"),
    "coverage": ("15分钟服务圈", "Excel"),
    "textonly": ("✅ 🗺 地图",),
    "station": ('"1"',),
    "favour": ("收藏",),
    "venue": ("地图上看",),
    "favours": ("❤ 我的",),
    "found": ('"1"', "桃园"),
    "follow": ("跟着我",),
    "need": ("手机", "歇脚"),
    "unfollow": ("不用跟了",),
    "addstation": ("新增驿站",),
    "newkind": ("小蜜蜂驿站",),
    "retire": ("停用驿站",),
    "retired": ("确定停用",),
    "revive": ("重新启用",),
    "revived": ("确定启用",),
    "points": ("较早", "返回"),
    "pointrules": ("积分规则",),
    "redeempage": ("▶", "◀"),
    "redeemto": ("师傅",),
    "redeemfor": ("手套",),
    "redeemyes": ("确认兑换",),
    "redeemno": ("不兑换",),
    "naming": ("不显示我的名字", "显示我的名字"),
    "wrong": ("有问题",),
    "said": ("充电坏了", "没水了", "没开门"),
    "unsaid": ("撤回：", "没问题了："),
    "itisso": ("确实如此",),
    "inorder": ("没有问题",),
    "castto": ("全部骑手", "🏘"),
    "castpage": ("▶", "◀"),
    "castback": ("换对象",),
    "castnear": ("某地附近", "米内"),
    "casten": ("加英文",),
    "castbell": ("有提示音", "静音发送"),
    "castno": ("不发了",),
    "castgo": ("发给", "再发一次"),
    "caststop": ("停止发送",),
    "castoops": ("误报",),
    "seen": ("收到",),
    "stationphoto": ("看照片",),
    "keep": ("管理", "要改"),
    "keeplist": ("下一页",),
    "sure": ("信息都对",),
    "amend": ("🕐 时间", "值班表", "加人", "到别的日期"),
    "blank": ("清空",),
    "amenities": ("🔌 设施",),
    "amenity": ("微波炉",),
    "shut": ("暂时关门", "今天关门"),
    "unshut": ("恢复开放",),
    "roster": ("值班表",),
    "offduty": ("✖️ 李强",),
    "keepers": ("👤 站长",),
    "askkeeper": ("指定站长",),
    "dismiss": ("取消站长",),
    "keepinvite": ("邀请链接",),
    "take": ("接单",),
    "release": ("退回",),
    "resolve": ("办结",),
    "photos": ("照片和录音",),
    "withdraw": ("撤回",),
    "add": ("补充",),
    "satisfied": ("👍", "满意"),
    "unsatisfied": ("👎", "不满意"),
    "why": ("根本没处理", "只处理了一半", "弄错地方了", "又出现了"),
    "shows": ("📎 拍的是",),
    "open": ("📋 #",),
    "tasks": ("超时", "我的"),
    "duty": ("修改",),
    "offpost": ("✖",),
    "check": ("✔",),
    "board": ("查看待办",),
    "task": ("#1",),
    "transfer": ("转派",),
    "give": ("培黎社区", "街道"),
    "more": ("更多",),
    "card": ("返回",),
    "ask": ("问骑手",),
    "asks": tuple(phrase.zh.rstrip("？") for phrase in POLICY.questions),
    "reject": ("不属实",),
    "rejectas": tuple(phrase.zh for phrase in POLICY.reject_reasons),
    "merge": ("并单",),
    "mergeto": ("#",),
    "second": ("附议",),
    "escalate": ("升级",),
    "assign": ("指派",),
    "reopen": ("重新打开",),
    "assignto": ("网格员",),
    "split": ("拆分",),
    "part": ("➕",),
    "tick": ("⬜️",),
    "whose": ("👤",),
    "unpart": ("🗑",),
    "parter": ("网格员",),
}
# the press, command or word that begins the waiting of a step
BEGUN_BY = {
    "name": r"presses\([^)\n]*申请加入",
    "company": r"presses\([^)\n]*申请加入",
    "phone": r"contact|跳过|shares",
    "draft": r"photo",
    "adding": r"presses\([^)\n]*补充",
    "why": r"presses\([^)\n]*(?:不满意|👎)",
    "cast": r"/broadcast",
    "cast_en": r"presses\([^)\n]*加英文",
    "cast_near": r"presses\([^)\n]*某地附近",
    "stations": r"/stations",
    "amend": r"presses\([^)\n]*🕐 时间",
    "keeper": r"presses\([^)\n]*指定站长",
    "livelocation": r"/stations follow",
    "stationplace": r"/stations add",
    "stationname": r"/stations add[\s\S]*叫什么名字",
    "stationkind": r"/stations add[\s\S]*类别按钮",
    "checkin": r"here:",
    "ask": r"press\w*\([^)\n]*问骑手",
    "merge": r"press\w*\([^)\n]*并单",
    "split": r"press\w*\([^)\n]*➕",
    "reject": r"press\w*\([^)\n]*不属实",
    "remark": r"presses\([^)\n]*意见征集册",
    "plan": r"presses\([^)\n]*发布活动",
    "bookanswer": r"presses\([^)\n]*回复",
    "proof": r"presses\([^)\n]*办结",
    "proven": r"presses\([^)\n]*办结[\s\S]*album|album[\s\S]*presses\([^)\n]*办结",
}


def said(pattern: str) -> bool:
    return re.search(pattern, TALK) is not None


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_sent_by_a_test(command: str) -> None:
    assert said(rf"/{command}\b")


@pytest.mark.parametrize("press", PRESSES)
def test_every_button_is_pressed_by_a_test(press: str) -> None:
    """By its data ("take:12") or by what stands on it."""
    labels = "|".join(map(re.escape, LABELS.get(press, ()))) or "(?!)"
    assert said(rf"press\w*\([^)\n]*[\"']{press}(?::|[\"'])|press\w*\([^)\n]*(?:{labels})")


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_waited_in_by_a_test(step: str) -> None:
    assert said(BEGUN_BY.get(step, "(?!)"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_in_the_menu_what_it_does(command: str) -> None:
    assert command in DESCRIPTIONS
    assert re.fullmatch(r"[a-z0-9_]{1,32}", command)


def test_no_menu_describes_a_command_that_is_gone() -> None:
    assert not DESCRIPTIONS.keys() - COMMANDS.keys()


@pytest.mark.parametrize("table", [COMMANDS, PRESSES, STEPS], ids=["commands", "presses", "steps"])
def test_a_route_can_be_taken_somewhere(table: dict[str, Route]) -> None:
    assert all(route.private or route.group for route in table.values())
