"""A thread as a file to attach."""

from bot.store.store import Store
from bot.store.values import ThreadSummary, Viewer
from bot.transcript.forms import Form
from bot.transcript.packing import Packing


async def transcript(
    store: Store, thread: ThreadSummary, form: Form, viewer: Viewer, limit: int
) -> tuple[str, bytes]:
    """Return the name and the content of a thread's transcript, at most `limit` bytes, zipped where it must be.

    Raises UserError where it does not fit.
    """
    with Packing(thread.slug, form.suffix, limit) as packing:
        packing.add(form.head + form.thread(thread))
        async for post in store.posts.export(viewer, slugs=[thread.slug]):
            packing.add(form.post(post, thread))
        packing.add(form.foot)
        return packing.file()
