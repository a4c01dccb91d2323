"""What happens in the town again and again before something interesting does."""

from bot.sandbox.seen import Message
from tests.town import Town
from tests.townsfolk import Actor, picture

DONE = 4000  # numbers of pictures that show a result


async def taken(town: Town, category: str = "井盖", *, by: Actor | None = None) -> int:
    """The courier's report, taken by staff; its number."""
    number = await town.courier.reports(category)
    await (by or town.staff).presses("接单", on=town.group.card(number))
    return number


async def prompted(town: Town, number: int, *, by: Actor | None = None) -> Message:
    """办结 was pressed on the card; the prompt for a photo."""
    await (by or town.staff).presses("办结", on=town.group.card(number))
    return town.group.said[-1]


async def resolved(town: Town, number: int | None = None, *, photo: int = DONE) -> int:
    """Taken if it was not yet, and resolved with one photo; its number."""
    chosen = number or await taken(town)
    if "接单" in "".join(town.group.card(chosen).buttons):
        await town.staff.presses("接单", on=town.group.card(chosen))
    prompt = await prompted(town, chosen)
    await town.staff.sends_photo(picture(photo), chat=town.group, reply_to=prompt)
    return chosen
