"""The page in a real Chromium, over a real server: what a person sees and does."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from askbrief.api import create_app
from askbrief.assistant import Assistant
from askbrief.settings import Settings, shipped
from fake_assistant import FakeAssistant

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH: apt-get install chromium"),
]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUESTION = "Who is the water minister of Uplnd?"


class Served:
    """A server in a thread; `stop` and `start` keep the address."""

    def __init__(self, assistant: Any) -> None:
        self.assistant = assistant
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        app = create_app(self.assistant.settings, self.assistant)
        self.server = uvicorn.Server(uvicorn.Config(app, port=self.port, ws="none", log_config=None))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    made = Served(FakeAssistant())
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=served.url, viewport={"width": 1200, "height": 800})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on the empty chat; any error in its console fails the test."""
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("console", lambda message: errors.append(message.text) if "Security Policy" in message.text else None)
    made.goto("/")
    yield made
    assert errors == []


def ask(page: Page, question: str) -> Any:
    """Type, press Enter, wait for the whole answer; the turn."""
    before = page.locator(".turn").count()
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    turn = page.locator(".turn").nth(before)
    expect(turn.locator("[aria-busy]")).to_have_count(0)
    expect(turn).to_have_attribute("data-status", "answered" if "minister" in question else "small_talk")
    return turn


def test_ask_and_read_the_answer(page: Page) -> None:
    """The question, its reading, the answer with its marker, the quote and the confidence appear."""
    turn = ask(page, QUESTION)
    expect(turn.locator(".question")).to_have_text(QUESTION)
    expect(turn.locator(".reading")).to_have_text("Read Uplnd as Upland.")
    expect(turn.locator(".text")).to_have_text("Water minister of Upland 1")
    expect(turn.locator(".stands q")).to_have_text("Water minister of Upland")
    expect(turn.locator(".confidence")).to_have_text("High confidence · 93%")
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#welcome")).to_be_hidden()


def test_the_preview_opens_on_hover_and_focus_and_closes_on_escape(page: Page) -> None:
    """It names the place and the quote, and lies inside the window."""
    marker = ask(page, QUESTION).locator(".marker")
    preview = page.locator("#preview")
    marker.hover()
    expect(preview).to_be_visible()
    expect(preview.locator(".place")).to_contain_text("The Dispute over the Upper River Dam › People Involved")
    expect(preview.locator("q")).to_have_text("Water minister of Upland")
    box = preview.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 1200
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.mouse.move(5, 5)
    marker.focus()
    expect(preview).to_be_visible()
    expect(marker).to_have_attribute("aria-describedby", "preview")
    page.locator("#question").focus()
    expect(preview).to_be_hidden()


def test_a_citation_opens_its_source_with_the_highlight_in_view(page: Page) -> None:
    """The marked words are exactly the quote and stand on the screen."""
    ask(page, QUESTION).locator(".marker").click()
    mark = page.locator("mark#cite")
    expect(mark).to_have_text("Water minister of Upland")
    expect(mark).to_be_in_viewport(ratio=1)
    box, bar = mark.bounding_box(), page.locator(".bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] > bar["y"] + bar["height"]


def test_a_reload_and_the_way_back_keep_the_conversation(page: Page) -> None:
    """Turns come back after a reload and after a look at a source; the next question continues them."""
    ask(page, QUESTION)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([QUESTION])
    page.locator(".marker").click()
    page.go_back()
    ask(page, "hello")
    expect(page.locator(".turn .question")).to_have_text([QUESTION, "hello"])
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([QUESTION, "hello"])


def test_a_new_conversation_starts_empty(page: Page) -> None:
    """The button leads to an empty chat, also after a reload."""
    ask(page, QUESTION)
    page.get_by_role("link", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_starters_and_suggestions_ask_with_one_click(page: Page) -> None:
    """A starter asks itself; a suggestion continues the same conversation."""
    page.get_by_role("button", name="When was the first filling agreed?").click()
    expect(page.locator(".turn").first).to_have_attribute("data-status", "answered")
    page.locator("#question").fill("which treaty?")
    page.get_by_role("button", name="Ask").click()
    page.locator(".suggestions .chip").first.click()
    expect(page.locator(".turn .question")).to_have_text(
        ["When was the first filling agreed?", "which treaty?", "Who is the water minister of Upland?"]
    )
    expect(page.locator(".turn").last).to_have_attribute("data-status", "answered")


def test_shift_enter_writes_a_new_line(page: Page) -> None:
    """Enter sends; with Shift it does not."""
    box = page.locator("#question")
    box.fill("one")
    box.press("Shift+Enter")
    box.type("two")
    expect(box).to_have_value("one\ntwo")
    expect(page.locator(".turn")).to_have_count(0)


def test_questions_asked_quickly_are_answered_in_order(page: Page) -> None:
    """The second waits for the first and lands in the same conversation."""
    for question in (QUESTION, "hello"):
        page.locator("#question").fill(question)
        page.locator("#question").press("Enter")
    expect(page.locator(".turn[data-status]")).to_have_count(2)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([QUESTION, "hello"])


def test_a_shared_question_is_asked_on_load_once(context: BrowserContext) -> None:
    """/?q= asks in a conversation of its own; a reload shows it again without asking again."""
    page = context.new_page()
    page.goto(f"/?q={QUESTION}")
    expect(page.locator(".turn")).to_have_attribute("data-status", "answered")
    assert page.url.endswith("/")
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([QUESTION])


def test_a_refused_question_is_told_and_not_lost(page: Page) -> None:
    """A server error shows its detail and a retry; the text is back in the input."""
    page.locator("#question").fill("boom")
    page.locator("#question").press("Enter")
    failure = page.locator(".turn .failure")
    expect(failure).to_contain_text("Internal error The server met an unexpected error")
    expect(page.locator("#question")).to_have_value("boom")
    failure.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn .failure")).to_have_count(1)


def test_a_stream_that_breaks_is_told(page: Page) -> None:
    """What arrived before is replaced by the failure."""
    page.locator("#question").fill("midway")
    page.locator("#question").press("Enter")
    expect(page.locator(".turn .failure")).to_contain_text("unexpected error")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_server_that_went_away_is_told_and_the_retry_works(page: Page, served: Served) -> None:
    """The same question is answered once the server is back, by one click."""
    served.stop()
    page.locator("#question").fill(QUESTION)
    page.locator("#question").press("Enter")
    expect(page.locator(".turn .failure")).to_contain_text("The server cannot be reached.")
    served.start()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn")).to_have_attribute("data-status", "answered")
    expect(page.locator("#question")).to_have_value("")


def test_markup_in_a_question_stays_text(page: Page) -> None:
    """A question made of markup is shown as typed and runs nothing."""
    evil = "<img src=x onerror=document.title='owned'> minister"
    expect(ask(page, evil).locator(".question")).to_have_text(evil)
    assert "owned" not in page.title()


def test_without_javascript_the_whole_task_works(browser: Browser, served: Served) -> None:
    """Ask by the form, follow up, open the citation, see the highlight."""
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    page.locator("#question").fill("hello")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".turn .question")).to_have_text([QUESTION, "hello"])
    page.locator(".marker").click()
    expect(page.locator("mark#cite")).to_be_in_viewport(ratio=1)
    context.close()


def test_the_briefings_can_be_filtered(page: Page) -> None:
    """Typing leaves the cards that hold every word, and says when none does."""
    page.goto("/briefings")
    page.locator("#filter").fill("dock LABOUR")
    expect(page.locator(".card:visible h2")).to_have_text(["The Northport Dock Strike"])
    page.locator("#filter").fill("nothing like it")
    expect(page.locator("#none")).to_be_visible()


def test_the_keyboard_reaches_everything_with_a_visible_focus(page: Page) -> None:
    """Tab begins at the skip link, and each stop shows an outline."""
    page.goto("/briefings")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SEEN), page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_no_page_scrolls_sideways(browser: Browser, served: Served, width: int) -> None:
    """From a narrow telephone to a wide screen, with an answer and an open preview."""
    context = browser.new_context(base_url=served.url, viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto("/")
    ask(page, QUESTION).locator(".marker").hover()
    widths = [page.evaluate(SCROLL_WIDTH)]
    for path in ("/briefings", "/briefings/river-dam-dispute?start=850&end=960", "/docs", "/nope"):
        page.goto(path)
        widths.append(page.evaluate(SCROLL_WIDTH))
    assert max(widths) <= width
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(browser: Browser, served: Served, scheme: Any) -> None:
    """Every text of every page stands out from its ground by 4.5 to 1 or more, in light and dark."""
    context = browser.new_context(base_url=served.url, color_scheme=scheme)
    page = context.new_page()
    page.goto("/")
    faint = [page.evaluate(FAINT_TEXT)]
    for question in (QUESTION, "hello minister of Uplnd compare"):
        ask(page, question)
    page.locator("#question").fill("Something else")
    page.locator("#question").press("Enter")
    page.locator(".closest summary").click()
    faint.append(page.evaluate(FAINT_TEXT))
    for path in ("/briefings", "/briefings/river-dam-dispute?start=850&end=960", "/docs", "/nope"):
        page.goto(path)
        faint.append(page.evaluate(FAINT_TEXT))
    assert [one for found in faint for one in found] == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in ground[4:-1].split(",")) < 200) == (scheme == "dark")
    context.close()


def test_nothing_is_asked_of_another_host(context: BrowserContext, served: Served) -> None:
    """Every request of every page goes to this server."""
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/briefings", "/briefings/river-dam-dispute", "/docs"):
        page.goto(path)
    assert len(asked) > 8
    assert [url for url in asked if not url.startswith(served.url)] == []


def test_the_browser_refuses_inline_script(context: BrowserContext) -> None:
    """The content security policy holds: injected script does not run."""
    page = context.new_page()
    page.goto("/")
    with pytest.raises(Error, match="Content Security Policy"):
        page.add_script_tag(content="document.title = 'owned'")
    assert "owned" not in page.title()


@pytest.mark.model
def test_the_real_assistant_from_question_to_highlight(browser: Browser, tmp_path: Path) -> None:
    """Over two shipped briefings and the real encoder: each citation opens with its quote marked and in view."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("ukraine-peace-push-2025.md", "minsk-agreements.md"):
        shutil.copy(shipped("corpus") / name, corpus)
    real = Served(Assistant.open(Settings(corpus=corpus, index=tmp_path / "index")))
    context = browser.new_context(base_url=real.url)
    page = context.new_page()
    page.goto("/?q=what does Vladmir Puttin want done with the Donbass?")
    expect(page.locator(".turn")).to_have_attribute("data-status", "answered")
    expect(page.locator(".reading")).to_contain_text("Read Vladmir Puttin as Vladimir Putin.")
    entries = page.locator(".stands li a").all()
    cited = [(entry.get_attribute("href"), entry.locator("q").inner_text()) for entry in entries]
    assert cited
    for address, quote in cited:
        page.goto(str(address))
        assert "".join(page.locator("mark").all_inner_texts()) == quote
        expect(page.locator("mark#cite")).to_be_in_viewport()
    context.close()
    real.stop()


SCROLL_WIDTH = "document.documentElement.scrollWidth"
FOCUS_SEEN = """() => {
  const focused = document.activeElement;
  const styles = [getComputedStyle(focused), getComputedStyle(focused, "::after")];
  return styles.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""
FAINT_TEXT = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d",
    { willReadFrequently: true });
  const over = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest("script, template, .hidden")) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = over(grounds);
    const text = over([...grounds, getComputedStyle(element).color]);
    const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}: ${element.textContent}`);
  }
  return faint;
}"""
