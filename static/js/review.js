// Posts are decided by keys or by thumb, and the next one comes. Nothing is decided that was not on the screen for a moment.

const MOMENT = 400; // milliseconds that a post is shown before a decision about it counts: a key pressed twice is one
let shownAt = performance.now();
const review = () => document.getElementById("review");
const form = () => document.querySelector(".decision");

/** A note is needed for `decision` ("ask", "reject"): it is asked for; "" puts it away. */
function noteFor(decision) {
  form().dataset.deciding = decision;
  const note = form().elements.note;
  if (decision) note.focus();
  else note.blur();
}

// A key that is held down decides once. This listens before those who click for a key.
addEventListener("keydown", (event) => {
  if (event.repeat && event.key.length === 1 && !event.target.matches?.("input, textarea, select")) event.preventDefault();
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest(".decision [name=decision]");
  if (!button) return;
  const isTooSoon = performance.now() - shownAt < MOMENT;
  const needsNote = button.value !== "approve" && !form().elements.note.value.trim();
  if (isTooSoon || needsNote) event.preventDefault();
  if (needsNote && !isTooSoon) noteFor(button.value);
}, true);

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(".decision textarea")) return;
  const { deciding } = form().dataset;
  if (event.key === "Escape") noteFor("");
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !deciding) return;
  event.preventDefault();
  form().querySelector(`[name=decision][value=${deciding}]`).click();
});

// What comes is at its beginning, and read from there; the list stays where the eye left it.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "review") return;
  shownAt = performance.now();
  const places = review().querySelectorAll("[data-focus]");
  (review().querySelector("[role=alert][data-focus], textarea[data-focus]") ?? places[0])?.focus({ preventScroll: true });
  showCurrent();
  for (const count of document.querySelectorAll(".count[data-waits-for-review]")) {
    count.firstChild.data = review().dataset.waiting;
    count.hidden = review().dataset.waiting === "0";
  }
});

function showCurrent() {
  const list = document.getElementById("queue");
  const current = list?.querySelector("[aria-current]");
  if (!current) return;
  const [outer, inner] = [list.getBoundingClientRect(), current.getBoundingClientRect()];
  if (inner.bottom > outer.bottom || inner.top < outer.top) list.scrollTop += inner.top - outer.top - outer.height / 3;
}
showCurrent();
