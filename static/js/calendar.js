// The calendar: publications are carried about, and chosen. On a phone the month is one long list; it begins at today.

import "./carry.js";
import "./choose.js";

const phone = matchMedia("(max-width: 56rem)");

function showToday() {
  if (phone.matches) document.querySelector(".is-month .day.is-today, .is-week .day.is-today")?.scrollIntoView();
}

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  if (target.id === "calendar" && detail.requestConfig?.elt.closest(".toolbar")) showToday();
});
showToday();
