"""A report in the making: what it lacks, what joins it, which place it is at, and that a row gives it back whole."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft import Attached, Draft, Need, at_here, from_json, missing, to_json, with_files, with_place
from bot.domain.incoming import Fetched, FileKind
from bot.domain.place import Point, Source
from bot.domain.policy import Limits

NOW = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
LIMITS = Limits()
HERE = Point(36.10000, 103.72000)
NEAR = Point(36.10400, 103.72000)  # 445 m north
FAR = Point(36.10500, 103.72000)  # 556 m north
TOLD = [source for source in Source if source is not Source.EXIF]
NOBODY_ASKED, OLD, BOTH = (), ("old",), ("old", "far")


def shot(name: str = "a", **more: object) -> Fetched:
    return replace(Fetched(name, FileKind.PHOTO), **more)  # type: ignore[arg-type]


# what the draft has: a photo, a place (and how far from the courier), an old photo, accepted questions, a category
LACKS = [
    ({}, "photo"),
    ({"place": "here"}, "photo"),
    ({"category": "gas"}, "photo"),
    ({"place": "here", "category": "gas"}, "photo"),
    ({"voice": True, "place": "here", "category": "gas"}, "photo"),
    ({"photo": True}, "place"),
    ({"photo": True, "category": "gas"}, "place"),
    ({"photo": True, "age": 25}, "place"),
    ({"photo": True, "place": "here"}, "category"),
    ({"photo": True, "place": "here", "category": "gas"}, "nothing"),
    ({"photo": True, "place": "here", "age": 23, "category": "gas"}, "nothing"),
    ({"photo": True, "place": "here", "age": 25, "category": "gas"}, "old"),
    ({"photo": True, "place": "here", "age": 25}, "old"),
    ({"photo": True, "place": "here", "age": 25, "accepted": OLD}, "category"),
    ({"photo": True, "place": "here", "age": 25, "accepted": OLD, "category": "gas"}, "nothing"),
    ({"photo": True, "place": "near", "category": "gas"}, "nothing"),
    ({"photo": True, "place": "far", "category": "gas"}, "far"),
    ({"photo": True, "place": "far"}, "far"),
    ({"photo": True, "place": "far", "age": 25, "category": "gas"}, "old"),
    ({"photo": True, "place": "far", "age": 25, "accepted": OLD, "category": "gas"}, "far"),
    ({"photo": True, "place": "far", "age": 25, "accepted": BOTH}, "category"),
    ({"photo": True, "place": "far", "age": 25, "accepted": BOTH, "category": "gas"}, "nothing"),
]
PLACES = {"here": (HERE, Source.LOCATION), "near": (NEAR, Source.EXIF), "far": (FAR, Source.EXIF)}


def made(has: dict[str, object]) -> Draft:
    kinds = [("photo", FileKind.PHOTO), ("voice", FileKind.VOICE)]
    draft = Draft(
        files=tuple(Attached(key, kind) for key, kind in kinds if key in has),
        category=str(has.get("category", "")),
        accepted=tuple(has.get("accepted", ())),  # type: ignore[arg-type]
        taken_at=(NOW - timedelta(hours=int(str(has["age"])))).isoformat() if "age" in has else "",
    )
    if "place" not in has:
        return draft
    point, source = PLACES[str(has["place"])]
    return replace(draft, lat=point.lat, lon=point.lon, source=source, here_lat=HERE.lat, here_lon=HERE.lon)


@pytest.mark.parametrize(("has", "need"), LACKS, ids=lambda case: " ".join(map(str, case)))
def test_the_next_question_is_about_the_first_thing_missing(has: dict[str, object], need: str) -> None:
    assert missing(made(has), LIMITS, NOW) == need


@pytest.mark.parametrize(("age", "need"), [(timedelta(hours=24), "nothing"), (timedelta(hours=24, seconds=1), "old")])
def test_a_photo_is_old_after_a_day(age: timedelta, need: str) -> None:
    draft = made({"photo": True, "place": "here", "category": "gas"})
    assert missing(replace(draft, taken_at=(NOW - age).isoformat()), LIMITS, NOW) == need


def test_a_photo_from_a_clock_that_runs_ahead_is_not_old() -> None:
    draft = made({"photo": True, "place": "here", "category": "gas", "age": -48})
    assert missing(draft, LIMITS, NOW) is Need.NOTHING


def test_how_far_is_far_is_the_policys_to_say() -> None:
    draft = made({"photo": True, "place": "near", "category": "gas"})
    assert draft.off == pytest.approx(445, abs=1)
    assert missing(draft, replace(LIMITS, far_metres=400), NOW) is Need.FAR


def test_files_join_in_order_and_each_only_once() -> None:
    draft = with_files(Draft(), (shot("a"), shot("b"), shot("a")), LIMITS)
    again = with_files(draft, (shot("b"), shot("c", kind=FileKind.VOICE)), LIMITS)
    assert again.files == (Attached("a", "photo"), Attached("b", "photo"), Attached("c", "voice"))
    assert again.photos == ("a", "b")


def test_a_file_with_a_problem_does_not_join_nor_tells_a_place() -> None:
    bad = shot("", problem="truncated", place=HERE, taken_at=NOW)
    assert with_files(Draft(), (bad,), LIMITS) == Draft()


def test_ten_photos_are_enough_but_a_recording_still_joins() -> None:
    many = tuple(shot(str(number)) for number in range(12))
    draft = with_files(Draft(), many, LIMITS)
    assert draft.photos == tuple(str(number) for number in range(10))
    assert with_files(draft, (shot("v", kind=FileKind.VOICE),), LIMITS).files[-1] == Attached("v", "voice")


def test_recordings_do_not_count_as_photos() -> None:
    voices = tuple(shot(f"v{number}", kind=FileKind.VOICE) for number in range(10))
    assert with_files(Draft(), (*voices, shot("a")), LIMITS).photos == ("a",)


def test_a_photo_that_is_one_too_many_says_nothing_about_place_and_time() -> None:
    full = with_files(Draft(), tuple(shot(str(number)) for number in range(10)), LIMITS)
    assert with_files(full, (shot("x", place=FAR, taken_at=NOW),), LIMITS) == full


def test_the_oldest_photo_says_how_old_the_report_is() -> None:
    times = [NOW - timedelta(hours=1), NOW - timedelta(hours=3), NOW - timedelta(hours=2)]
    files = tuple(shot(str(number), taken_at=taken) for number, taken in enumerate(times))
    assert with_files(Draft(), (*files, shot("undated")), LIMITS).taken_at == times[1].isoformat()


def test_a_geotag_is_a_place() -> None:
    draft = with_files(Draft(), (shot(place=HERE),), LIMITS)
    assert (draft.point, draft.source, draft.accuracy, draft.here, draft.off) == (HERE, "exif", None, None, 0.0)


@pytest.mark.parametrize("source", TOLD)
def test_what_the_courier_says_is_both_the_place_and_where_they_are(source: Source) -> None:
    draft = with_place(Draft(), HERE, source, 12.5)
    assert (draft.point, draft.here, draft.source, draft.accuracy) == (HERE, HERE, source, 12.5)


@pytest.mark.parametrize("source", TOLD)
@pytest.mark.parametrize("other", TOLD)
def test_of_two_places_the_courier_says_the_later_counts(source: Source, other: Source) -> None:
    draft = with_place(with_place(Draft(), HERE, source, 5), FAR, other)
    assert (draft.point, draft.here, draft.source, draft.accuracy) == (FAR, FAR, other, None)


@pytest.mark.parametrize("source", TOLD)
@pytest.mark.parametrize("order", ["geotag first", "courier first"])
@pytest.mark.parametrize(("tagged", "far"), [(NEAR, False), (FAR, True)])
def test_geotag_and_word_give_the_same_draft_in_either_order(
    source: Source, order: str, tagged: Point, far: bool
) -> None:
    draft = replace(Draft(), category="gas")
    if order == "courier first":
        draft = with_place(draft, HERE, source, 8)
        draft = with_files(draft, (shot(place=tagged),), LIMITS)
    else:
        draft = with_files(draft, (shot(place=tagged),), LIMITS)
        draft = with_place(draft, HERE, source, 8)
    assert (draft.point, draft.here, draft.source, draft.accuracy) == (tagged, HERE, "exif", None)
    assert missing(draft, LIMITS, NOW) is (Need.FAR if far else Need.NOTHING)


def doubtful() -> Draft:
    """A geotag far from the courier, and everything else."""
    draft = with_files(replace(Draft(), category="gas"), (shot(place=FAR),), LIMITS)
    return with_place(draft, HERE, Source.LOCATION)


def test_where_i_am_moves_the_report_to_the_courier() -> None:
    settled = replace(at_here(doubtful()), accepted=("far",))
    assert (settled.point, settled.source, settled.off) == (HERE, "location", 0.0)
    assert missing(settled, LIMITS, NOW) is Need.NOTHING


def test_where_the_photo_was_taken_keeps_the_geotag() -> None:
    settled = replace(doubtful(), accepted=("far",))
    assert (settled.point, settled.source) == (FAR, "exif")
    assert missing(settled, LIMITS, NOW) is Need.NOTHING


@pytest.mark.parametrize(
    "settled", [replace(at_here(doubtful()), accepted=("far",)), replace(doubtful(), accepted=("far",))]
)
def test_once_settled_a_further_photos_geotag_changes_nothing(settled: Draft) -> None:
    more = with_files(settled, (shot("b", place=NEAR),), LIMITS)
    assert (more.photos, more.point, more.here, more.source) == (("a", "b"), settled.point, HERE, settled.source)


def test_once_settled_a_new_word_of_the_courier_still_counts() -> None:
    settled = replace(doubtful(), accepted=("far",))
    moved = with_place(settled, NEAR, Source.TEXT)
    assert (moved.point, moved.here, moved.source) == (NEAR, NEAR, "text")


NUMBERS = st.none() | st.floats(-80, 80)
DRAFTS = st.builds(
    Draft,
    files=st.lists(st.builds(Attached, st.text(max_size=9), st.sampled_from([k.value for k in FileKind]))).map(tuple),
    lat=NUMBERS,
    lon=NUMBERS,
    accuracy=NUMBERS,
    source=st.sampled_from(["", *(source.value for source in Source)]),
    here_lat=NUMBERS,
    here_lon=NUMBERS,
    category=st.text(max_size=9),
    description=st.text(),
    album=st.text(max_size=9),
    taken_at=st.text(max_size=9),
    accepted=st.lists(st.sampled_from(["old", "far"]), max_size=2).map(tuple),
    asked=st.sampled_from(["", *(need.value for need in Need)]),
    reminded=st.booleans(),
    question=st.integers(0, 2**53),
)


@given(DRAFTS)
def test_a_row_gives_the_draft_back_whole(draft: Draft) -> None:
    assert from_json(json.loads(json.dumps(to_json(draft)))) == draft


@given(DRAFTS, st.dictionaries(st.text(min_size=1), st.integers() | st.text()))
def test_fields_of_another_version_stop_nobody(draft: Draft, extra: dict[str, object]) -> None:
    row = json.loads(json.dumps(to_json(draft)))
    newer = {**extra, **row, "files": [{**file, "rotation": 90} for file in row["files"]]}
    assert from_json(newer) == draft
    older = {"category": draft.category, "files": row["files"]}
    assert from_json(older) == Draft(files=draft.files, category=draft.category)


def test_an_empty_row_is_an_empty_draft() -> None:
    assert from_json({}) == Draft()


def test_half_a_place_is_no_place() -> None:
    assert (Draft(lat=36.1).point, Draft(lon=103.7).point, Draft(here_lat=36.1).here) == (None, None, None)
