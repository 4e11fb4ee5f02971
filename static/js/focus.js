// The focal point: a click into the picture sets it, the sliders move it, and the picture shows where it is. What networks
// get of it then comes from the server.

const frame = document.querySelector("[data-focus]");
const [left, top] = ["id_focal_x", "id_focal_y"].map((id) => document.getElementById(id));
const circle = frame.querySelector("circle");
const { width, height } = frame.querySelector("svg").viewBox.baseVal;

function show() {
  circle.setAttribute("cx", (left.value * width) / 100);
  circle.setAttribute("cy", (top.value * height) / 100);
}

frame.dataset.isSet = "";
frame.addEventListener("click", (event) => {
  const box = frame.getBoundingClientRect();
  left.value = Math.round((100 * (event.clientX - box.left)) / box.width);
  top.value = Math.round((100 * (event.clientY - box.top)) / box.height);
  left.dispatchEvent(new Event("input", { bubbles: true }));
});
for (const slider of [left, top]) slider.addEventListener("input", show);
show();
