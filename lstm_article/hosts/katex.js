// Sets what arithmatex has marked; in Material and Zensical also after each change of page without a reload.
function setMathematics() {
  renderMathInElement(document.body, {
    delimiters: [
      { left: "\\(", right: "\\)", display: false },
      { left: "\\[", right: "\\]", display: true },
    ],
  });
}
if (typeof document$ !== "undefined") document$.subscribe(setMathematics);
else document.addEventListener("DOMContentLoaded", setMathematics);
