// A publication is carried to another day or hour: by mouse or pen, or with keys. Its market's clock keeps the time.

import { arrow } from "./arrows.js";
import { change, known } from "./changes.js";
import { gettext, told } from "./phrases.js";

const HOUR = 60, DAY = 24 * 60;
const STEPS = {
  month: { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: -7 * DAY, ArrowDown: 7 * DAY },
  day: { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: -HOUR, ArrowDown: HOUR },
  agenda: { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: -DAY, ArrowDown: DAY },
  other: { ArrowLeft: -DAY, ArrowRight: DAY },
};
const FAR = 6; // pixels from where the mouse went down, before a click becomes a move
const calendar = () => document.getElementById("calendar");
const view = () => [...calendar().classList].find((name) => name.startsWith("is-")).slice(3);
let carried = null; // {card, cards, minutes, place, byKeys}
let pressed = null; // {card, x, y}

// --- what is carried, and where

/** The cards that go with this one; whoever chooses several says so in `data-chosen`. */
function together(card) {
  const chosen = [...document.querySelectorAll(".entry[data-wall][data-chosen]")];
  return chosen.includes(card) ? chosen : [card];
}

function lift(card, byKeys) {
  const cards = together(card);
  carried = { card, cards, minutes: 0, place: null, byKeys };
  calendar().classList.add("is-carrying");
  for (const one of cards) one.classList.add("is-carried");
  const number = cards.flatMap(known).length;
  if (number > 1) card.dataset.count = number;
}

function putDown() {
  const { card, cards } = carried;
  aim(null);
  for (const one of cards) one.classList.remove("is-carried");
  // Chromium writes the attribute only when it is read; removed unread it comes back empty, htmx copies it, and the
  // policy for styles complains.
  if (card.getAttribute("style") !== null) card.removeAttribute("style");
  delete card.dataset.count;
  calendar().classList.remove("is-carrying");
  carried = null;
}

function aim(place) {
  carried.place?.classList.remove("is-target");
  carried.place = place;
  place?.classList.add("is-target");
}

async function drop() {
  const { card, cards, minutes, byKeys, place } = carried;
  const publication = cards.flatMap(known);
  const slot = place?.dataset.slot && publication.length === 1 ? "on" : "";
  putDown();
  if (!minutes) return byKeys && say(gettext("Left where it was."));
  await change({ do: "move", minutes, slot, each: cards.length > 1 ? "" : "on", publication });
  if (byKeys) (document.getElementById(card.id) ?? document.getElementById("calendar-today")).focus();
}

const placeOf = (element) => element?.closest("[data-hour], [data-day]");
const wallOf = (text) => Date.parse(`${text}Z`) / 60000;
const dayOf = (place) => Date.parse(place.closest("[data-day]").dataset.day) / 60000;
const hourOf = (place) => (place.dataset.hour ?? 0) * HOUR;

/** A free slot of its page takes it on the minute. */
function slotOf(element) {
  const { of } = carried.card.dataset;
  const place = element?.closest("[data-slot], .free-choice");
  if (!of || !place) return null;
  return place.matches(`[data-of="${of}"]`) ? place : place.querySelector(`[data-of="${of}"]`);
}

const slots = () => [...calendar().querySelectorAll("[data-slot]")].filter(slotOf);

/** Nothing is carried from one market to another. */
function isInRow(place) {
  return place.closest("tr") === carried.card.closest("tr");
}

function minutesTo(place) {
  if (place.dataset.slot) return wallOf(place.dataset.slot) - wallOf(carried.card.dataset.wall);
  const from = placeOf(carried.card);
  return dayOf(place) + hourOf(place) - dayOf(from) - hourOf(from);
}

// --- by mouse

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest(".entry[data-wall]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (card && plain && event.pointerType !== "touch") pressed = { card, x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!pressed) return;
  const [x, y] = [event.clientX - pressed.x, event.clientY - pressed.y];
  if (!carried && Math.hypot(x, y) > FAR) {
    lift(pressed.card, false);
    pressed.scrolled = scrollY;
  }
  if (!carried) return;
  carried.card.style.translate = `${x}px ${y + scrollY - pressed.scrolled}px`;
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const place = slotOf(under) ?? placeOf(under);
  aim(place && isInRow(place) ? place : null);
  carried.minutes = carried.place ? minutesTo(place) : 0;
  if (event.clientY < 40) scrollBy(0, -16);
  if (event.clientY > innerHeight - 40) scrollBy(0, 16);
});

document.addEventListener("pointerup", () => {
  pressed = null;
  if (!carried || carried.byKeys) return;
  const swallow = (event) => event.preventDefault();
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
  drop();
});

document.addEventListener("pointercancel", () => {
  pressed = null;
  if (carried && !carried.byKeys) putDown();
});

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".entry")) event.preventDefault();
});

// --- with keys

function say(sentence) {
  document.getElementById("calendar-says").textContent = sentence;
}

function words(minutes) {
  const at = new Date((wallOf(carried.card.dataset.wall) + minutes) * 60000);
  const shape = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...shape, hour12: false }).format(at);
}

function step(minutes) {
  carried.minutes += minutes;
  const from = placeOf(carried.card);
  const shown = [...calendar().querySelectorAll(from.dataset.hour ? "[data-hour]" : "[data-day]")];
  aim(shown.find((place) => minutesTo(place) === carried.minutes && isInRow(place)) ?? null);
  carried.place?.scrollIntoView({ block: "nearest" });
  say(told(gettext("%(time)s, on the market’s clock."), { time: words(carried.minutes) }));
}

/** To the next free slot of its page, or to the one before; from the last to the first. */
function toSlot(way) {
  const free = slots();
  if (!free.length) return say(gettext("Its page has no free slot here."));
  const ahead = way < 0 ? free.reverse() : free;
  const next = ahead.find((slot) => (minutesTo(slot) - carried.minutes) * way > 0) ?? ahead[0];
  carried.minutes = minutesTo(next);
  aim(next);
  next.closest("details")?.setAttribute("open", "");
  next.scrollIntoView({ block: "nearest" });
  say(told(gettext("%(time)s, a free slot."), { time: words(carried.minutes) }));
}

function pickUp(card) {
  if (!card.dataset.wall) return say(gettext("This cannot be moved."));
  lift(card, true);
  const number = carried.cards.flatMap(known).length;
  const sentence =
    number > 1
      ? gettext("Picked up: %(number)s publications, %(time)s. Arrow keys move, F goes to a free slot, Space drops, Escape leaves it where it was.")
      : gettext("Picked up: %(time)s. Arrow keys move, F goes to a free slot, Space drops, Escape leaves it where it was.");
  say(told(sentence, { number, time: words(0) }));
}

function withKeys(event) {
  const by = (STEPS[view()] ?? STEPS.other)[arrow(event)];
  if (by) step(by);
  else if (event.key.toLowerCase() === "f") toSlot(event.shiftKey ? -1 : 1);
  else if (event.key === " " || event.key === "Enter") drop();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && carried) {
    pressed = null;
    putDown();
    say(gettext("Left where it was."));
    event.preventDefault();
  } else if (carried?.byKeys) withKeys(event);
  else if (event.key === " " && event.target.matches?.(".entry")) {
    event.preventDefault();
    pickUp(event.target);
  }
});

document.addEventListener("focusout", (event) => {
  if (carried?.byKeys && event.target === carried.card) putDown();
});
