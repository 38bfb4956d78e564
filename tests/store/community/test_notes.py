from bot.store.store import Store


async def test_a_note_is_kept_and_replaced(store: Store) -> None:
    assert await store.notes.read("seen") is None
    await store.notes.keep("seen", "once")
    await store.notes.keep("seen", "twice")
    assert await store.notes.read("seen") == "twice"
