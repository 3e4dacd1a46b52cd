project = "An example"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
