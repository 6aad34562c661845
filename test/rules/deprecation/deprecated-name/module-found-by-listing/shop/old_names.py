REGISTRY = {__name__: 1}
