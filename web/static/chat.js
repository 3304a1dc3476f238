// The chat page: asks over /ask/stream and shows the turns that the server renders.
// Data from the server enters the page as text; turns enter as parsed, escaped fragments of turn.html.
const log = document.getElementById("log");
const composer = document.getElementById("composer");
const input = document.getElementById("question");
const preview = document.getElementById("preview");
const hidden = composer.elements.conversation_id;
const KEY = "askbrief.conversation";

// ---- the conversation's id -------------------------------------------------------------------

function remember(id) {
  hidden.value = id;
  try {
    id ? localStorage.setItem(KEY, id) : localStorage.removeItem(KEY);
  } catch {
    // storage may be forbidden: the conversation then lasts as long as the page
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY) || "";
  } catch {
    return "";
  }
}

// ---- small helpers -----------------------------------------------------------------------------

function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function replaceTurn(article, html) {
  const turn = parsed(html).querySelector(".turn");
  article.replaceWith(turn);
  return turn;
}

function quiet() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

function showTurn(article) {
  article.scrollIntoView({ block: "start", behavior: quiet() });
}

// ---- asking ------------------------------------------------------------------------------------

class Problem extends Error {
  constructor(title, detail) {
    super(detail);
    this.title = title;
  }
}

async function problemOf(response) {
  try {
    const told = await response.json();
    return new Problem(told.title, told.detail);
  } catch {
    return new Problem("The server could not answer.", `It said ${response.status}.`);
  }
}

// Server-sent events of a response, one [name, data] at a time.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const name = lines.find((line) => line.startsWith("event: "));
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (name && data.length) yield [name.slice(7), JSON.parse(data.join("\n"))];
    }
  }
}

async function stream(question, waiting) {
  let article = waiting;
  const response = await fetch("/ask/stream?html=true", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ question, conversation_id: hidden.value || null }),
  });
  if (!response.ok) throw await problemOf(response);
  for await (const [name, data] of events(response)) {
    if (name === "html") article = replaceTurn(article, data.html);
    if (name === "delta") article.querySelector(".text").append(data.text);
    if (name === "error") throw Object.assign(new Problem(data.title, data.detail), { article });
    if (name === "done") return remember(data.conversation_id);
  }
  throw Object.assign(new Problem("The answer broke off.", "Check that the server still runs."), { article });
}

function fail(article, question, error) {
  const told = copyOf("failed");
  const known = error instanceof Problem;
  told.querySelector(".failure-title").textContent = known ? error.title : "The server cannot be reached.";
  told.querySelector(".failure-detail").textContent = known ? error.message : "Check that it runs, then try again.";
  told.querySelector(".retry").addEventListener("click", () => {
    article.remove();
    if (input.value === question) clearInput();
    ask(question);
  });
  article.querySelector(".answer").replaceChildren(told);
  article.querySelector(".answer").removeAttribute("aria-busy");
  if (!input.value) setInput(question); // nothing typed is lost
}

async function run(question, article) {
  try {
    await stream(question, article);
  } catch (error) {
    const shown = error.article || (article.isConnected ? article : log.lastElementChild);
    fail(shown, question, error);
  }
}

// One question at a time: the next waits, since it may lean on the answer before it.
let last = Promise.resolve();

function ask(text) {
  const question = text.trim();
  if (!question) return;
  document.getElementById("welcome")?.setAttribute("hidden", "");
  document.querySelector("main > .failure")?.remove();
  const article = copyOf("waiting");
  article.querySelector(".question").textContent = question;
  log.append(article);
  showTurn(article);
  last = last.then(() => run(question, article));
}

// ---- the input ---------------------------------------------------------------------------------

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

function setInput(text) {
  input.value = text;
  grow();
}

function clearInput() {
  setInput("");
}

function send() {
  const question = input.value;
  if (!question.trim()) return;
  clearInput();
  ask(question);
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});

// Starters and suggestions are buttons of forms, so that they work without JavaScript too.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=question]");
  if (!button) return;
  event.preventDefault();
  ask(button.value);
  input.focus({ preventScroll: true });
});

document.getElementById("new").addEventListener("click", () => remember(""));

// ---- previews of citations ---------------------------------------------------------------------

let closing = 0;

function place(marker) {
  const at = marker.getBoundingClientRect();
  const margin = 12;
  const left = Math.min(Math.max(at.left - 24, margin), innerWidth - preview.offsetWidth - margin);
  const above = at.top - preview.offsetHeight - 8;
  preview.style.left = `${left}px`;
  preview.style.top = `${above > margin ? above : at.bottom + 8}px`;
}

function openPreview(marker) {
  clearTimeout(closing);
  const entry = marker.closest(".turn").querySelector(`.stands li[data-number="${marker.dataset.number}"] a`);
  preview.replaceChildren(...[...entry.children].reverse().map((part) => part.cloneNode(true)));
  preview.hidden = false;
  marker.setAttribute("aria-describedby", "preview");
  place(marker);
}

function closePreview() {
  preview.hidden = true;
  document.querySelector("[aria-describedby=preview]")?.removeAttribute("aria-describedby");
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(closePreview, 150);
}

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const marker = event.target.closest(".marker");
    if (marker) openPreview(marker);
    else if (preview.contains(event.target)) clearTimeout(closing);
  });
}
for (const name of ["mouseout", "focusout"]) {
  document.addEventListener(name, (event) => {
    if (event.target.closest(".marker") || preview.contains(event.target)) closeSoon();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePreview();
});
addEventListener("scroll", closePreview, { passive: true });

// ---- start -------------------------------------------------------------------------------------

async function restore(id) {
  document.getElementById("welcome")?.setAttribute("hidden", "");
  const response = await fetch(`/conversations/${encodeURIComponent(id)}`, { headers: { Accept: "text/html" } });
  if (response.ok) log.replaceChildren(...parsed(await response.text()).querySelectorAll("#log > .turn"));
  if (response.status === 422) remember("");
  if (log.lastElementChild) log.lastElementChild.scrollIntoView({ block: "start" });
  else document.getElementById("welcome")?.removeAttribute("hidden");
}

async function start() {
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    // a shared question begins a conversation of its own; the address is cleaned so that a reload asks nothing
    remember("");
    history.replaceState(null, "", "/");
    send();
  } else if (log.dataset.conversation) {
    remember(log.dataset.conversation);
    log.lastElementChild?.scrollIntoView({ block: "start" });
  } else if (remembered()) {
    hidden.value = remembered();
    await restore(hidden.value).catch(() => document.getElementById("welcome")?.removeAttribute("hidden"));
  }
  grow();
}

last = last.then(start);
