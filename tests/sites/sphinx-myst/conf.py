project = "An example"
extensions = ["myst_parser", "lstm_article.sphinx", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath"]
language = "en"
