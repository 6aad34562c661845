import pkgutil

found = list(pkgutil.iter_modules(["c++"]))
