project = "An example"
extensions = ["lstm_article.sphinx"]
html_theme = "furo"
numfig = True
