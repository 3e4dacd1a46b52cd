# Jekyll's path from Markdown to HTML, without Jekyll: `ruby build.rb CONFIG < IN > OUT`.
# The options and the layout are the site's, and a warning of kramdown's is an error.
require "kramdown"
require "yaml"

options = YAML.load_file(ARGV[0])["kramdown"].transform_keys(&:to_sym)
front_matter, body = $stdin.read.force_encoding("utf-8").match(/\A---\n(.*?)\n---\n(.*)\z/m).captures
document = Kramdown::Document.new(body, **options)
content = document.to_html
abort document.warnings.join("\n") unless document.warnings.empty?

page = YAML.safe_load(front_matter)
layout = File.read("_layouts/#{page["layout"]}.html", encoding: "utf-8")
puts layout.gsub(/\{\{ (?:page\.)?(\w+) \}\}/) { page.merge("content" => content).fetch($1) }
