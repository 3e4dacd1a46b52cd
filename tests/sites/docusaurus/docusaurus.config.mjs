// With `npm install remark-math@6 rehype-katex@7`
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";

export default {
  title: "An example",
  url: "https://example.org",
  baseUrl: "/",
  i18n: { defaultLocale: "en", locales: ["en", "zh-Hans"] },
  presets: [
    [
      "classic",
      {
        docs: {
          remarkPlugins: [remarkMath],
          rehypePlugins: [[rehypeKatex, { strict: "error" }]],
        },
      },
    ],
  ],
  stylesheets: ["https://cdn.jsdelivr.net/npm/katex@0.16.47/dist/katex.min.css"],
};
