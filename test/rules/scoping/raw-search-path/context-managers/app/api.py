from fastapi import Depends

from .database import injected_scope


def listed(scope=Depends(injected_scope)):
    return scope
