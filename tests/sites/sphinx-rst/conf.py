project = "示例"
extensions = ["lstm_article.sphinx"]
language = "zh_CN"
numfig = True
