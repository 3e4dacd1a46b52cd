project = "An example"
extensions = ["myst_parser"]
