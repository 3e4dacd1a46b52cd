// With `npm install -D markdown-it-mathjax3@4`
export default {
  title: "An example",
  locales: {
    root: { label: "English", lang: "en" },
    zh: { label: "中文", lang: "zh-Hans" },
  },
  markdown: { math: true },
  vite: { build: { chunkSizeWarningLimit: 2000 } }, // in kB: MathJax writes each formula as a drawing
};
