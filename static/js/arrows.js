// Arrow keys go where they point. Read from right to left, what comes next lies on the left.

const TURNED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

/** The key that means the same where one reads from left to right. */
export const arrow = ({ key }) => (document.documentElement.dir === "rtl" && TURNED[key]) || key;
