// What scripts find in a docs system's page: KaTeX's extension, MathJax or its settings, and Material's pages in turn.
declare const renderMathInElement: typeof import("katex/contrib/auto-render").default;
declare const document$: { subscribe(next: (page: Document) => void): void };
interface Window {
  // biome-ignore lint/suspicious/noExplicitAny: its versions differ
  MathJax?: any;
}
