// The desk by keys: “j” and “k” go from case to case, “s”, “o” and “g” lead to a decision of the one where the focus is.
// None of these sends or ends anything: that takes Enter, on the button one sees.

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select";
const cases = () => [...document.querySelectorAll("#desk .case")];
const here = () => document.activeElement?.closest("#desk .case");

function go(to) {
  if (!to) return;
  to.querySelector("h2").focus({ focusVisible: true, preventScroll: true });
  to.scrollIntoView({ block: "start" });
}

function lead(to, key) {
  const choice = to?.querySelector(`[data-choice="${key}"]`);
  if (!choice) return;
  if (choice.matches("summary")) {
    choice.parentElement.open = true;
    choice.parentElement.querySelector(".choose-inside :is(input, button)").focus({ focusVisible: true });
  } else choice.focus({ focusVisible: true });
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("shortcuts") === "off") return;
  if (target.closest?.(TYPED) || document.querySelector("dialog[open], :popover-open")) return;
  const all = cases();
  const at = all.indexOf(here());
  if (key === "j") go(all[at + 1]);
  else if (key === "k") go(all[at - 1]);
  else if (["s", "o", "g"].includes(key)) lead(here() ?? all[0], key);
  else return;
  event.preventDefault();
});

// What is decided leads to the next case.
document.addEventListener("htmx:afterSettle", () => {
  const decided = document.querySelector(".decided:not([data-seen])");
  if (!decided) return;
  decided.dataset.seen = "";
  const after = cases().find((one) => decided.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  after?.querySelector("h2").focus({ focusVisible: true });
});
