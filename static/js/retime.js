// A publication gets another date and time, on the clock of the calendar: from the bar, or by a long press of a finger.

import { change, known } from "./changes.js";

const LONG = 500; // milliseconds that a finger stays
const STILL = 10; // pixels by which it trembles meanwhile
const dialog = document.getElementById("calendar-retime");
const form = dialog.querySelector("form");
let pressed = null; // {timer, x, y}

/** Asks for the time. What `change` says, or null. */
export function retime(card) {
  const from = card.querySelector("time").dateTime.slice(0, 16);
  const { date, time } = form.elements;
  [date.value, time.value] = from.split("T");
  dialog.querySelector("[data-clock]").textContent = document.getElementById("calendar-clock").textContent.trim();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const decided = async () => {
      const to = `${date.value}T${time.value}`;
      const moves = dialog.returnValue === "yes" && to !== from;
      resolve(moves ? await moved(card, from, to) : null);
    };
    dialog.addEventListener("close", decided, { once: true });
  });
}

function moved(card, from, to) {
  const { zone } = document.getElementById("calendar").dataset;
  return change({ do: "move", publication: known(card), to, zone, each: "on" }, { to: from });
}

// --- by a long press

function leave() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

document.addEventListener("pointerdown", (event) => {
  leave();
  const card = event.target.closest(".entry[data-wall]");
  if (card && event.pointerType === "touch" && event.isPrimary) {
    pressed = { x: event.clientX, y: event.clientY, timer: setTimeout(retime, LONG, card) };
  }
});

document.addEventListener("pointermove", (event) => {
  if (pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STILL) leave();
});

for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, leave);

// A finger that is lifted after it opened the dialog does not follow the link under it.
document.addEventListener(
  "click",
  (event) => {
    if (dialog.open && event.target.closest(".entry")) event.preventDefault();
  },
  { capture: true },
);

// A browser has a menu of its own for a link that is held.
document.addEventListener("contextmenu", (event) => {
  if (event.pointerType === "touch" && event.target.closest(".entry[data-wall]")) event.preventDefault();
});
