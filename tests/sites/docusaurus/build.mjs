// Docusaurus' path from Markdown to HTML, without Docusaurus: `node build.mjs` sets docs/*.md as out/*.html.
// The plug-ins are those of the configuration, and a message of theirs is an error.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { evaluate } from "@mdx-js/mdx";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import * as runtime from "react/jsx-runtime";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import { VFile } from "vfile";
import config from "./docusaurus.config.mjs";

const { remarkPlugins, rehypePlugins } = config.presets[0][1].docs;
const links = config.stylesheets.map((href) => `<link rel="stylesheet" href="${href}">`).join("");

mkdirSync("out");
for (const name of readdirSync("docs").filter((name) => name.endsWith(".md"))) {
  const file = new VFile({ path: `docs/${name}`, value: readFileSync(`docs/${name}`) });
  const { default: Page } = await evaluate(file, {
    ...runtime,
    format: "mdx", // which Docusaurus reads in files of either ending
    remarkPlugins: [remarkFrontmatter, remarkGfm, ...remarkPlugins],
    rehypePlugins,
  });
  if (file.messages.length) throw new Error(file.messages.join("\n"));
  const body = renderToStaticMarkup(createElement(Page)).replaceAll('src="figures/', 'src="../docs/figures/');
  const html = `<!doctype html><html><meta charset="utf-8">${links}<article>${body}</article></html>`;
  writeFileSync(`out/${name.replace(/md$/, "html")}`, html);
}
