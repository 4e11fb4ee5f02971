// Keys that stand for a click: what has data-key="j" is clicked by “j”. Whoever turned one-key shortcuts off has peace.

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key.length !== 1 || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("shortcuts") === "off") return;
  if (target.closest?.(TYPED) || document.querySelector("dialog[open], :popover-open")) return;
  const meant = document.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
  if (!meant) return;
  event.preventDefault();
  meant.click();
});
