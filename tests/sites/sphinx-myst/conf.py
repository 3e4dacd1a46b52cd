project = "An example"
extensions = ["myst_parser", "lstm_article.sphinx"]
