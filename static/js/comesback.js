// A form that was refused comes back with what was typed and what to mend: an answer 409 or 422 is shown like any other.

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.closest("[data-comes-back]") && [409, 422].includes(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
