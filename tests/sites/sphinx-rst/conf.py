project = "示例"
extensions = ["lstm_article.sphinx", "sphinx.ext.mathjax"]
language = "zh_CN"
numfig = True
