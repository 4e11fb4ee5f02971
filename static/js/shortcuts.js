// Keys that stand for a click: an element with data-key="t" is clicked by “t”; “?” opens the sheet that lists them.
// Whoever dictates can turn them off there, for words become letters. A key that is held is one press: it may decide.

const sheet = document.getElementById("shortcuts");
const on = document.getElementById("shortcuts-on");
const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

on.checked = localStorage.getItem("shortcuts") !== "off";
on.addEventListener("change", () => localStorage.setItem("shortcuts", on.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!on.checked || key.length !== 1 || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // A field keeps the focus for a moment after the dialog around it has closed.
  if (target.closest?.(TYPED)?.checkVisibility() || document.querySelector("dialog[open], :popover-open, .is-carried")) return;
  const meant = key === "?" ? sheet : document.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
  if (!meant) return;
  event.preventDefault();
  if (meant === sheet) sheet.showModal();
  else meant.click();
});
