"""What a person does on the page, one verb each."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

PATIENCE = 60_000
"""Milliseconds a person waits for the page on a busy machine."""


class Person:
    """Somebody in front of the practice room's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def becomes(self, name: str) -> None:
        """Look at the room as somebody else, who is in it."""
        shown = self.last().element_handle()
        self.page.get_by_label("Viewing as").select_option(label=name)
        # The page takes away what the one saw before it shows what the other may.
        shown.wait_for_element_state("hidden")
        expect(self.last()).to_be_visible()

    def say(self, text: str) -> None:
        """Type plain text into the box and send it; wait until something new stands below."""
        box = self.page.locator("#channel-composer-input")
        box.click()
        box.press_sequentially(text, delay=15)
        newest = self.last().get_attribute("data-message-id")
        self.page.keyboard.press("Enter")
        sent = False
        for _ in range(PATIENCE // 100):
            if self.last().get_attribute("data-message-id") != newest:
                return
            if not sent and self.page.locator(".command-chip").count():
                # As in Discord, Enter first picks a command that is written out; the next one sends it.
                self.page.keyboard.press("Escape")
                self.page.keyboard.press("Enter")
                sent = True
            self.page.wait_for_timeout(100)
        raise AssertionError(f"nothing new stands below after {text}")

    def type_command(self, command: str, options: Mapping[str, str] | None = None) -> None:
        """Type a slash command, fill its options (picking what is suggested), and send it."""
        box = self.page.locator("#channel-composer-input")
        picked = self.page.locator("#command-picker-listbox .command-entry").first
        for left in reversed(range(9)):  # what the room does by itself takes away what is being typed
            box.fill("")
            box.press_sequentially(f"/{command}", delay=15)
            try:
                picked.wait_for(timeout=7_000)
                break
            except TooLate:
                if not left:
                    raise
        self.page.keyboard.press("Enter")
        self.page.locator(".command-chip").wait_for()
        for name, value in (options or {}).items():
            self._fill(name, value)
        answers = self.messages().filter(has_text=f"used /{command.split(maxsplit=1)[0]}")
        before = answers.count()
        # Escape closes the list of further options, which lies over the button.
        self.page.keyboard.press("Escape")
        self.page.locator("#send-message").click()
        expect(answers).to_have_count(before + 1)
        self.last().scroll_into_view_if_needed()

    def _fill(self, name: str, value: str) -> None:
        field = self.page.locator(f'input.command-option-input[data-option="{name}"]')
        if not field.count():
            self.page.locator(".command-ghost").click()
            self.page.get_by_role("option", name=name).first.click()
        field.click()
        field.press_sequentially(value, delay=15)
        if field.get_attribute("role") == "combobox":
            self.page.locator("#command-suggestion-listbox [role=option]").first.click()

    def sees_no_fault(self) -> None:
        """Check that the page counts nothing as a fault of the room; a failure shows what it does."""
        expect(self.page.locator("#diagnostics")).to_have_text("No warnings or errors.")
        expect(self.page.locator("#inspector-count")).to_be_hidden()

    def messages(self) -> Locator:
        """The messages in the channel, oldest first."""
        return self.page.locator("#channel-message-list article")

    def last(self) -> Locator:
        """The newest message."""
        return self.messages().last

    def press(self, label: str) -> None:
        """Press a button of the newest message."""
        self.last().get_by_role("button", name=label).click()

    def panel(self) -> Locator:
        """The control panel of the replay."""
        return self.messages().filter(has_text="replay 1 of").first

    def show(self, message: Locator) -> None:
        """Scroll until a message is at the top."""
        message.evaluate("element => element.scrollIntoView({block: 'start'})")

    def speakers(self, name: str) -> Locator:
        """The messages spoken under `name`."""
        return self.messages().filter(has=self.page.locator(".message-author", has_text=name))

    def lines(self) -> Locator:
        """The messages that personas spoke."""
        # Not by name: the page shows one only above the first of several messages of the same speaker.
        return self.messages().filter(has_text="ahc-trump-and-putins#", has_not_text="replay 1 of")
