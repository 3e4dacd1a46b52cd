// A living article's equations are MathML with marks. Where a site has MathJax, this leaves them as they are.
(() => {
  /** @type {(typeset: any) => void} */
  const leave = (typeset) => {
    for (const item of [...typeset.math]) {
      const { node } = item.start;
      if (!node?.parentElement?.closest(".equation[data-defines], .lstm-controls")) continue;
      // In a page that took the place of another, MathJax may have been quicker: it keeps what it was given.
      if (node.localName !== "math") node.outerHTML = item.math;
      typeset.math.remove(item);
    }
  };
  const tell = () => {
    const { MathJax } = window; // its settings, until it is loaded
    if (!MathJax && !document.querySelector('script[src*="mathjax" i]')) return;
    const settings = MathJax?.config ?? MathJax ?? {};
    window.MathJax = MathJax ?? settings;
    const renderActions = { ...settings.options?.renderActions, living: [11, leave, () => {}, false] };
    settings.options = { ...settings.options, renderActions };
    const typeset = MathJax?.startup?.document;
    if (!typeset) return;
    leave(typeset);
    if (![...typeset.renderActions].some(({ item }) => item.id === "living"))
      typeset.renderActions.add({ id: "living", renderDoc: leave, renderMath: () => {}, convert: false }, 11);
  };
  tell();
  // Again before deferred scripts run: MathJax, or its settings, may stand below the article.
  if (document.readyState === "loading") document.addEventListener("readystatechange", tell, { once: true });
})();
