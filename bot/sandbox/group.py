"""A group and its topics, as a test or the demo handles them."""

from dataclasses import dataclass

from bot.sandbox import acts, chats, messages, seen
from bot.sandbox.errors import Json
from bot.sandbox.person import Person
from bot.sandbox.seen import Message
from bot.sandbox.world import Chat, World
from bot.sandbox.world import Topic as KeptTopic

SUPERGROUP = -1_001_000_000_000


@dataclass
class Group:
    """Made by Sandbox.group; `old_id` is set once it has migrated."""

    world: World
    inner: Chat
    creator: Person
    old_id: int | None = None

    @property
    def id(self) -> int:
        return self.inner.id

    @property
    def messages(self) -> list[Message]:
        """As they are now, oldest first."""
        return seen.messages(self.inner)

    @property
    def last(self) -> Message:
        """The bot's newest message; AssertionError where there is none."""
        said = [one for one in self.messages if one.from_bot(self.world)]
        if not said:
            raise AssertionError(f"the bot said nothing in {self.inner.title}")
        return said[-1]

    @property
    def last_text(self) -> str:
        return self.last.text

    @property
    def pinned(self) -> list[Message]:
        return [one for one in self.messages if one.id in self.inner.pinned]

    async def waits_for(self, text: str, timeout: float = 5, *, since: int = 0) -> Message:  # noqa: ASYNC109
        """The bot's message with this text, however old unless `since` (Sandbox.mark) says from when."""
        return await seen.waited(self.world, lambda: self.messages, text, since, timeout)

    def adds(self, person: Person) -> None:
        """Somebody joins."""
        chats.tell_membership(self.world, self.inner, person.id, {"status": "member"}, by=self.creator.user)
        acts.service(self.world, self.inner, {"new_chat_members": [person.user]}, self.creator.user)

    def loses(self, person: Person) -> None:
        """Somebody leaves."""
        acts.service(self.world, self.inner, {"left_chat_member": person.user}, person.user)
        chats.tell_membership(self.world, self.inner, person.id, {"status": "left"}, by=person.user)

    def promotes(self, person: Person, **rights: bool) -> None:
        """Make somebody an administrator."""
        new = chats.administrator(**rights)
        chats.tell_membership(self.world, self.inner, person.id, new, by=self.creator.user)

    def adds_bot(self) -> None:
        """The bot comes, or comes back, as a member."""
        self._bot({"status": "member"})
        acts.service(self.world, self.inner, {"new_chat_members": [self.world.bot]}, self.creator.user)

    def promotes_bot(self, **rights: bool) -> None:
        """The bot becomes an administrator, with the usual rights unless some are named."""
        self._bot(chats.administrator(**rights))

    def demotes_bot(self) -> None:
        self._bot({"status": "member"})

    def mutes_bot(self) -> None:
        """The bot stays but may not send."""
        self._bot({"status": "restricted", "is_member": True, "until_date": 0} | chats.muted())

    def removes_bot(self) -> None:
        self._bot(chats.banned())

    def _bot(self, new: Json) -> None:
        chats.tell_membership(self.world, self.inner, self.world.bot["id"], new, by=self.creator.user)

    def migrates(self) -> int:
        """Become a supergroup; returns the new id. The old one answers 400 with migrate_to_chat_id from now on."""
        old = self.inner
        new = Chat(SUPERGROUP - next(self.world.numbers), "supergroup", old.title, members=dict(old.members))
        self.world.chats[new.id] = new
        acts.service(self.world, old, {"migrate_to_chat_id": new.id}, self.creator.user)
        acts.service(self.world, new, {"migrate_from_chat_id": old.id}, self.creator.user)
        old.moved_to, self.old_id, self.inner = new.id, old.id, new
        return new.id

    def topic(self, name: str) -> "Topic":
        """Open a topic of a forum."""
        if not self.inner.forum:
            raise AssertionError(f"{self.inner.title} is no forum")
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        number = acts.service(self.world, self.inner, created, self.creator.user)["message_id"]
        self.inner.records[number].message |= {"message_thread_id": number, "is_topic_message": True}
        self.inner.topics[number] = KeptTopic(name)
        return Topic(self, number)


@dataclass(frozen=True)
class Topic:
    """A forum topic; `thread` is its message_thread_id."""

    group: Group
    thread: int

    @property
    def inner(self) -> Chat:
        return self.group.inner

    @property
    def messages(self) -> list[Message]:
        return seen.messages(self.inner, self.thread)

    async def waits_for(self, text: str, timeout: float = 5, *, since: int = 0) -> Message:  # noqa: ASYNC109
        """As Group.waits_for, in this topic."""
        return await seen.waited(self.group.world, lambda: self.messages, text, since, timeout)

    def closes(self) -> None:
        self.inner.topics[self.thread].closed = True
        self._service("forum_topic_closed")

    def reopens(self) -> None:
        self.inner.topics[self.thread].closed = False
        self._service("forum_topic_reopened")

    def deletes(self) -> None:
        """With all its messages; the bot is not told."""
        del self.inner.topics[self.thread]
        for message in self.messages:
            messages.remove(self.group.world, self.inner, message.id)

    def _service(self, name: str) -> None:
        acts.service(self.group.world, self.inner, {name: {}}, self.group.creator.user, self.thread)
