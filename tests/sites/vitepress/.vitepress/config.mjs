// With `npm install -D markdown-it-mathjax3@4`
export default {
  title: "An example",
  markdown: { math: true },
};
