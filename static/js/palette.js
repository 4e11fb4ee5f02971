// Ctrl-K: a list of places and commands, narrowed while one types. The focus stays in the field; arrows choose.

import { Ended, ask } from "./login.js";
import { gettext } from "./phrases.js";

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-input");
const hits = document.getElementById("palette-hits");
const none = document.getElementById("palette-none");
const WAIT = 150; // milliseconds without a key, before the server is asked
let asking = null;
let timer = 0;

const options = () => [...dialog.querySelectorAll("[role=option]:not([hidden])")];

function open() {
  if (document.querySelector("dialog[open]")) return;
  input.value = "";
  narrow();
  dialog.showModal();
  input.focus();
}

function choose(option) {
  dialog.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function narrow() {
  const words = input.value.trim().toLowerCase();
  for (const option of dialog.querySelectorAll("#palette-commands [role=option]")) {
    // What leads nowhere any more is there for whoever looks for it by name.
    const about = "whenNamed" in option.dataset ? words.length > 1 && option.children[1].textContent : option.textContent;
    option.hidden = !(about && about.toLowerCase().includes(words));
  }
  const commands = document.getElementById("palette-commands");
  commands.hidden = !commands.querySelector("[role=option]:not([hidden])");
  choose(options()[0]);
  none.textContent = "";
  clearTimeout(timer);
  asking?.abort();
  if (words) timer = setTimeout(() => find(words), WAIT);
  else hits.replaceChildren();
}

async function find(words) {
  asking = new AbortController();
  try {
    const answer = await ask(`${dialog.dataset.search}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
    if (!answer.ok) throw new Error("no answer");
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    hits.replaceChildren(...found.body.children);
  } catch (fault) {
    if (fault instanceof Ended) return dialog.close();
    if (fault.name === "AbortError") return;
    none.textContent = gettext("There is no connection to Marquee. What is listed here still works once you are back online.");
    return;
  }
  const all = options();
  if (!dialog.querySelector("[aria-selected=true]:not([hidden])")) choose(all[0]);
  none.textContent = all.length ? "" : gettext("Nothing fits. Posts are found by number or words, pages, campaigns and markets by name.");
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-opens-palette]")) open();
});

input.addEventListener("input", narrow);

input.addEventListener("keydown", (event) => {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length }[event.key];
  if (next !== undefined && all.length) choose(all[next]);
  else if (event.key === "Enter") all[at]?.click();
  else return;
  event.preventDefault();
});

// A command that opens another dialog closes this one first.
dialog.addEventListener("click", ({ target }) => {
  if (target.closest("[role=option]")) dialog.close();
});
