// A page on which something may happen asks whether it did, and shows anew what changed. Where there is a process that
// rings (data-live), it asks when it is rung, and else every few seconds; while nobody looks it does neither. Nothing is
// pulled away from somebody who holds it, and what has just moved takes no click that was meant for another thing.

const TICK = 1000; // milliseconds
const GAP = 3000; // between two questions, however often it is rung
const ALONE = 5000; // between two questions, where nothing rings
const RUNG = 60000; // and where something does, for a ring may be lost
const AGAIN = 60000; // until a refused connection is tried anew
const FRESH = 600; // for which what has moved takes no click

const HELD = "dialog[open], :popover-open, .is-carried";
const TYPED = "select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])";
let bell = null;
let refused = -AGAIN;
let rung = false;
let asked = performance.now();

const pulse = () => document.getElementById("pulse");
const parts = () => [...document.querySelectorAll(pulse().dataset.parts)];
const isPulse = ({ elt, requestConfig }) => (requestConfig?.elt ?? elt)?.id === "pulse";

function isHeld() {
  if (document.hidden || document.querySelector(HELD)) return true;
  const at = document.activeElement;
  return parts().some((part) => {
    const focused = part.contains(at) && (!at.id || at.matches(TYPED)); // without an id the focus would be lost
    return focused || part.querySelector("details[open]") || [...part.querySelectorAll(TYPED)].some(isChanged);
  });
}

function isChanged(field) {
  if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected && one.index);
  return field.value !== field.defaultValue;
}

function listen() {
  const address = pulse()?.dataset.live;
  if (!address || document.hidden) {
    bell?.close();
    bell = null;
  } else if (!bell && performance.now() - refused > AGAIN) {
    bell = new EventSource(address);
    bell.addEventListener("message", () => {
      rung = true;
      ask();
    });
    bell.addEventListener("error", () => {
      if (bell?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      bell = null;
      refused = performance.now();
    });
  }
}

function ask() {
  const waited = performance.now() - asked;
  const isDue = rung ? waited >= GAP : waited >= (bell?.readyState === EventSource.OPEN ? RUNG : ALONE);
  if (!pulse() || !isDue || isHeld()) return;
  rung = false;
  asked = performance.now();
  htmx.trigger(pulse(), "ask");
}

// The part itself listens: what another answer has replaced meanwhile is no longer below the document.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isPulse(detail)) detail.target.addEventListener("htmx:beforeSwap", keepHeld);
});

function keepHeld(event) {
  const { detail } = event;
  if (!isPulse(detail) || (detail.target.isConnected && !isHeld())) return;
  event.preventDefault();
  rung = true;
}

document.addEventListener("htmx:afterSettle", ({ detail, target }) => {
  if (!isPulse(detail)) return;
  target.classList.add("is-fresh");
  setTimeout(() => target.classList.remove("is-fresh"), FRESH);
});

document.addEventListener("visibilitychange", () => {
  listen();
  ask();
});
addEventListener("online", () => {
  refused = -AGAIN;
  rung = true;
});
setInterval(() => {
  listen();
  ask();
}, TICK);
listen();
