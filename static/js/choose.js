// Several publications are chosen: by click with Ctrl or Shift, by “x”, or in the mode for choosing, and changed at once.

import { agreed, change, known } from "./changes.js";
import { Ended, ask } from "./login.js";
import { toast } from "./marquee.js";
import { gettext, ngettext, told } from "./phrases.js";
import { retime } from "./retime.js";

const chosen = new Map(); // id → what the server is told: "7@2031-05-14T18:00", or "7" of what cannot be moved
const bar = document.getElementById("calendar-bulk");
const cards = () => [...document.querySelectorAll("#calendar .entry")];
const key = (card) => card.id.slice(1);
const keyOf = (one) => one.split("@")[0];
let choosing = false;
let last = null; // the card from which Shift reaches

const isChosen = (card) => known(card).every((one) => chosen.has(keyOf(one)));

function choose(card, on = !isChosen(card)) {
  for (const one of known(card)) {
    if (on) chosen.set(keyOf(one), one);
    else chosen.delete(keyOf(one));
  }
  last = card.id;
}

function chooseUntil(card) {
  const all = cards();
  const ends = [all.findIndex(({ id }) => id === last), all.indexOf(card)].sort((a, b) => a - b);
  if (ends[0] < 0) choose(card, true);
  else for (const one of all.slice(ends[0], ends[1] + 1)) choose(one, true);
}

function leave() {
  choosing = false;
  chosen.clear();
  show();
}

/** The page as it is chosen: a box for each card while there is a choice, and the bar with what can be done. */
function show() {
  choosing ||= chosen.size > 0;
  document.getElementById("calendar").classList.toggle("is-choosing", choosing);
  const button = document.getElementById("calendar-choose");
  if (button) Object.assign(button, { hidden: false, ariaPressed: String(choosing) });
  for (const card of cards()) {
    const on = isChosen(card);
    for (const one of known(card)) if (chosen.has(keyOf(one))) chosen.set(keyOf(one), one); // it may have been moved
    card.toggleAttribute("data-chosen", on);
    box(card, on);
  }
  bar.hidden = !choosing;
  const number = chosen.size;
  say(told(ngettext("%(number)s chosen", "%(number)s chosen", number), { number }));
  limit();
  for (const control of bar.querySelectorAll("[data-needs-choice]")) control.disabled = !chosen.size;
  bar.querySelector("[data-retimes]").disabled = !onlyOne();
}

/** How many all are, and how many can be changed at once, is said before. */
function limit() {
  const [most, number] = [Number(bar.dataset.most), Number(document.getElementById("calendar").dataset.total)];
  const all = number ? gettext("Choose all %(number)s") : gettext("Choose all");
  const button = bar.querySelector("[data-chooses]");
  button.textContent = told(number > most ? gettext("Choose the first %(most)s of %(number)s") : all, { most, number });
  const each = document.getElementById("calendar-each");
  const together = each.querySelector("[data-most]");
  together.disabled = chosen.size > together.dataset.most;
  if (together.disabled) each.value = "on";
}

function box(card, on) {
  let input = card.previousElementSibling;
  if (!choosing) return input?.remove();
  if (!input) {
    input = document.createElement("input");
    Object.assign(input, { type: "checkbox", className: "entry-box", id: `c${key(card)}` });
    const time = card.querySelector("time").textContent;
    input.ariaLabel = told(gettext("Choose %(time)s %(title)s"), { time, title: card.title });
    card.before(input);
  }
  input.checked = on;
}

/** The one card that is chosen, if it is one and may be moved. */
function onlyOne() {
  const found = cards().filter((card) => "chosen" in card.dataset);
  return found.length === 1 && found[0].dataset.wall && known(found[0]).length === chosen.size ? found[0] : null;
}

async function changeAll(asked) {
  const each = document.getElementById("calendar-each").value;
  const [publication, number] = [[...chosen.values()], chosen.size];
  const heard = (left) => say(told(gettext("%(done)s of %(number)s so far"), { done: number - left, number }));
  bar.inert = true;
  settle(await change({ ...asked, each, publication }, undefined, heard));
  bar.inert = false;
}

/** What was moved is known by its new time, also where it is not on the screen. */
function settle(answer) {
  if (answer?.ok) return leave();
  for (const one of answer?.undo ?? []) chosen.set(keyOf(one), one);
  show();
}

async function chooseAll() {
  try {
    const answer = await ask(`${bar.dataset.all}${location.search}`);
    for (const one of (await answer.json()).publications) chosen.set(keyOf(one), one);
  } catch (fault) {
    if (fault instanceof Ended) return;
    toast(gettext("That did not work. Nothing was chosen. Reload the page and try again."));
  }
  show();
}

function say(sentence) {
  document.getElementById("calendar-chosen").textContent = sentence;
}

document.addEventListener("click", (event) => {
  const card = event.target.closest("#calendar .entry");
  if (!card || event.defaultPrevented || !(choosing || event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  if (event.shiftKey) chooseUntil(card);
  else choose(card);
  show();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("#calendar-choose")) {
    if (choosing) return leave();
    choosing = true;
    show();
  }
  if (target.closest("[data-leaves]")) leave();
  const tries = target.closest("[data-tries]");
  if (tries) location.assign(`${tries.dataset.tries}?chosen=${[...chosen.keys()].join(",")}`);
  if (target.closest("[data-chooses]")) chooseAll();
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches(".entry-box")) return;
  choose(target.nextElementSibling, target.checked);
  show();
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "x" && target.matches?.("#calendar .entry")) {
    choose(target);
    show();
  }
  if (key === "Escape" && choosing && !document.querySelector("dialog[open], :popover-open")) leave();
});

bar.addEventListener("submit", (event) => {
  event.preventDefault();
  const days = event.target.elements.days.valueAsNumber;
  if (days) changeAll({ do: "move", minutes: days * 24 * 60 });
});

bar.addEventListener("click", async ({ target }) => {
  if (target.closest("[data-retimes]")) return settle(await retime(onlyOne()));
  const button = target.closest("[data-do]");
  if (!button) return;
  const question = button.dataset.asks;
  if (!question || (await agreed(question, button.textContent.trim()))) changeAll({ do: button.dataset.do });
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "calendar") show();
});
show();
