// With `npm install @astrojs/markdown-remark remark-math@6 rehype-katex@7`
import { unified } from "@astrojs/markdown-remark";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";

export default defineConfig({
  site: "https://example.org",
  integrations: [
    starlight({
      title: "An example",
      locales: {
        root: { label: "English", lang: "en" },
        zh: { label: "中文", lang: "zh-CN" },
      },
      head: [
        {
          tag: "link",
          attrs: { rel: "stylesheet", href: "https://cdn.jsdelivr.net/npm/katex@0.16.47/dist/katex.min.css" },
        },
      ],
    }),
  ],
  markdown: {
    processor: unified({ remarkPlugins: [remarkMath], rehypePlugins: [[rehypeKatex, { strict: "error" }]] }),
  },
});
