# Jekyll's path from Markdown to HTML, without Jekyll: `ruby build.rb` sets *.md as *.html.
# The options and the layouts are the site's, and a warning of kramdown's is an error.
require "yaml"
begin
  require "kramdown"
rescue LoadError
  abort "no kramdown: install Debian's ruby-kramdown"
end

options = YAML.load_file("_config.yml")["kramdown"].transform_keys(&:to_sym)
Dir.glob("*.md") do |name|
  text = File.read(name, encoding: "utf-8")
  front_matter, body = text.match(/\A---\n(.*?)\n---\n(.*)\z/m).captures
  document = Kramdown::Document.new(body, **options)
  content = document.to_html
  abort document.warnings.join("\n") unless document.warnings.empty?

  page = YAML.safe_load(front_matter)
  layout = File.read("_layouts/#{page["layout"]}.html", encoding: "utf-8")
  html = layout.gsub(/\{\{ (?:page\.)?(\w+) \}\}/) { page.merge("content" => content).fetch($1) }
  File.write(name.sub(/md\z/, "html"), html)
end
