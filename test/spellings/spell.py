"""Writes Python projects in other ways that mean the same.

Reads a list of `{"name", "files": {path: text}}` from stdin and prints a list of `{"name", "spelling", "files"}`: each project as `ast.unparse`
writes it ("plain"), and in every spelling that changes something in it. Nothing of it is run.
"""
import ast
import copy
import json
import re
import sys

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = FUNCTIONS + (ast.ClassDef, ast.Lambda)
RUNS_SQL = {"execute", "exec", "exec_driver_sql", "scalar", "scalars", "fetch", "fetchrow"}


class Module:
    """One file, and what the others of its project say of it."""

    def __init__(self, files, path):
        self.files = files
        self.path = path
        self.tree = ast.parse(files[path].removeprefix("\ufeff"))
        self.others = "\n".join(text for other, text in files.items() if other != path)
        self.stem = path.rsplit("/", 1)[-1].removesuffix(".py")
        self.changes = 0

    def names(self, *contexts):
        return {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, contexts)}

    def bound(self):
        """Every name that the file gives a value to, wherever."""
        params = {node.arg for node in ast.walk(self.tree) if isinstance(node, ast.arg)}
        defined = {node.name for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS + (ast.ClassDef,))}
        return self.names(ast.Store, ast.Del) | params | defined

    def is_asked_for(self):
        """Other files import it, patch it, or have it listed."""
        return self.path.endswith("__init__.py") or re.search(rf"\b{re.escape(self.stem)}\b", self.others) is not None

    def source_of(self, node):
        """The file that `from … import …` takes from, if it is one of the project."""
        if node.level:
            folder = self.path.split("/")[:-1]
            base = folder[: len(folder) - node.level + 1] + (node.module.split(".") if node.module else [])
        else:
            base = node.module.split(".")
        place = "/".join(base)
        return next((each for each in (f"{place}.py", f"{place}/__init__.py") if each in self.files), None)

    def own_imports(self):
        return [node for node in self.tree.body if isinstance(node, ast.ImportFrom) and self.source_of(node)]

    def below_imports(self):
        places = [index for index, node in enumerate(self.tree.body) if isinstance(node, (ast.Import, ast.ImportFrom))]
        return max(places, default=-1) + 1

    def blocks(self):
        """Every list of statements inside of functions, with what sets it."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Module, ast.ClassDef)):
                continue
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    yield block, lambda made, node=node, field=field: setattr(node, field, made)

    def rename(self, names):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and node.id in names:
                node.id = names[node.id]

    def replace(self, kind, make):
        """Every node of a kind through `make`, innermost first."""
        module = self

        class Replacing(ast.NodeTransformer):
            def generic_visit(self, node):
                super().generic_visit(node)
                made = make(node) if isinstance(node, kind) else node
                module.changes += made is not node
                return made

        self.tree = Replacing().visit(self.tree)

    def text(self):
        return ast.unparse(ast.fix_missing_locations(self.tree)) + "\n"


def names_of_the_imports(module):
    """from sqlalchemy import text -> from sqlalchemy import text as my_text"""
    taken = module.bound()

    def is_public(name):
        stem, word = re.escape(module.stem), re.escape(name)
        imported = rf"\b{stem}\s+import\s+(\([^)]*|[^\n]*)\b{word}\b|\b{stem}\.{word}\b|\b{stem}\s+import\s+\*"
        written = rf"""['"][^'"\n]*\b{word}\b[^'"\n]*['"]"""
        return re.search(imported, module.others) or re.search(written, module.others + module.files[module.path])

    if module.path.endswith("__init__.py") or "__all__" in module.files[module.path]:
        return
    names = {}
    for node in module.tree.body:
        for each in node.names if isinstance(node, ast.ImportFrom) and node.module != "__future__" else []:
            if each.name != "*" and each.asname is None and each.name not in taken and not is_public(each.name):
                names[each.name] = each.asname = f"my_{each.name}"
    module.rename(names)
    module.changes += len(names)


def modules_of_the_project(module):
    """from app.db import get_db -> from app import db as db_module; db_module.get_db"""
    taken = module.bound()
    if module.is_asked_for():
        return
    names = {}
    for node in module.own_imports():
        source = module.source_of(node)
        submodules = any(f"{source.removesuffix('.py')}/{each.name}.py" in module.files for each in node.names)
        if submodules or source.endswith("__init__.py") or any(each.name == "*" or (each.asname or each.name) in taken for each in node.names):
            continue
        *package, last = node.module.split(".")
        for each in node.names:
            names[each.asname or each.name] = (f"{last}_module", each.name)
        alias = [ast.alias(name=last, asname=f"{last}_module")]
        module.tree.body[module.tree.body.index(node)] = (
            ast.ImportFrom(module=".".join(package) or None, names=alias, level=node.level) if package or node.level else ast.Import(names=alias)
        )
    module.replace(
        ast.Name,
        lambda node: ast.Attribute(ast.Name(names[node.id][0], ast.Load()), names[node.id][1], node.ctx) if node.id in names else node,
    )


def library_by_its_module(module):
    """from sqlalchemy import text -> import sqlalchemy; sqlalchemy.text"""
    taken = module.bound()
    if module.is_asked_for() or "sqlalchemy" in taken:
        return
    names = {}
    body = []
    for node in module.tree.body:
        library = isinstance(node, ast.ImportFrom) and node.level == 0 and node.module.split(".")[0] == "sqlalchemy"
        if library and all(each.name != "*" and (each.asname or each.name) not in taken for each in node.names):
            names.update({each.asname or each.name: f"{node.module}.{each.name}" for each in node.names})
            body.append(ast.Import(names=[ast.alias(name=node.module)]))
        else:
            body.append(node)
    module.tree.body = body
    module.replace(ast.Name, lambda node: ast.parse(names[node.id], mode="eval").body if node.id in names else node)


def relative_imports(module):
    """from app.db import get_db -> from .db import get_db"""
    folder = module.path.split("/")[:-1]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and folder and module.source_of(node):
            parts = node.module.split(".")
            if parts[: len(folder)] == folder and len(parts) > len(folder):
                node.level, node.module = 1, ".".join(parts[len(folder) :])
                module.changes += 1


def absolute_imports(module):
    """from .db import get_db -> from app.db import get_db"""
    for node in ast.walk(module.tree):
        source = module.source_of(node) if isinstance(node, ast.ImportFrom) and node.level else None
        if source:
            node.level, node.module = 0, source.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            module.changes += 1


def late_imports(module):
    """def work(): from app.db import get_db"""
    if module.is_asked_for():
        return
    imports = {(each.asname or each.name): (node, each) for node in module.own_imports() for each in node.names if each.name != "*"}
    outside = set()
    inside = set()
    for node in module.tree.body:
        if isinstance(node, FUNCTIONS):
            head = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
            outside |= {name.id for part in head for name in ast.walk(part) if isinstance(name, ast.Name)}
            inside |= {name.id for part in node.body for name in ast.walk(part) if isinstance(name, ast.Name)}
        else:
            outside |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    moving = {name: place for name, place in imports.items() if name in inside - outside}
    for node in module.tree.body:
        if isinstance(node, FUNCTIONS):
            used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
            own = [ast.ImportFrom(module=at.module, names=[copy.copy(each)], level=at.level) for name, (at, each) in moving.items() if name in used]
            documented = ast.get_docstring(node) is not None
            node.body[documented:documented] = own
    for node in module.own_imports():
        node.names = [each for each in node.names if (each.asname or each.name) not in moving]
        if not node.names:
            module.tree.body.remove(node)
    module.changes += len(moving)


def names_of_the_locals(module):
    """schema = … -> schema_here = …"""
    for function in [node for node in ast.walk(module.tree) if isinstance(node, FUNCTIONS)]:
        stored, kept = set(), set()
        inner = list(function.body)
        while inner:
            node = inner.pop()
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                stored.add(node.id)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                kept |= set(node.names)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                kept |= {(each.asname or each.name).split(".")[0] for each in node.names}
            elif isinstance(node, ast.ExceptHandler) and node.name:
                kept.add(node.name)
            if not isinstance(node, SCOPES):
                inner.extend(ast.iter_child_nodes(node))
        for node in ast.walk(function):
            kept |= {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)} if isinstance(node, FUNCTIONS + (ast.Lambda,)) else set()
            if isinstance(node, FUNCTIONS + (ast.ClassDef,)) and node is not function:
                kept |= {node.name} | {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
            if isinstance(node, ast.Nonlocal):
                kept |= set(node.names)
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in stored - kept:
                node.id += "_here"
                module.changes += 1


def annotations_in_quotes(module):
    """db: Session -> db: "Session" """

    def quoted(annotation):
        if annotation is None or isinstance(annotation, ast.Constant):
            return annotation
        module.changes += 1
        return ast.Constant(ast.unparse(annotation))

    for node in ast.walk(module.tree):
        if isinstance(node, ast.arg):
            node.annotation = quoted(node.annotation)
        elif isinstance(node, FUNCTIONS):
            node.returns = quoted(node.returns)


def optional_by_a_bar(module):
    """Optional[str] -> str | None"""
    module.replace(
        ast.Subscript,
        lambda node: ast.BinOp(node.slice, ast.BitOr(), ast.Constant(None))
        if isinstance(node.value, ast.Name) and node.value.id == "Optional"
        else node,
    )


def statements_in_variables(module):
    """db.execute(text("…")) -> statement_1 = text("…"); db.execute(statement_1)"""

    def executed(statement):
        at = statement.value if isinstance(statement, (ast.Expr, ast.Assign, ast.Return)) else None
        at = at.value if isinstance(at, ast.Await) else at
        while isinstance(at, (ast.Call, ast.Attribute)):
            if isinstance(at, ast.Call) and isinstance(at.func, ast.Attribute) and at.func.attr in RUNS_SQL:
                return at
            at = at.func if isinstance(at, ast.Call) else at.value
        return None

    for block, put in list(module.blocks()):
        made = []
        for statement in block:
            call = executed(statement)
            sql = call.args[0] if call and call.args else None
            receiver = call.func.value if call else None
            while isinstance(receiver, ast.Attribute):
                receiver = receiver.value
            waits = sql is not None and any(isinstance(node, (ast.Await, ast.NamedExpr, ast.Yield)) for node in ast.walk(sql))
            if isinstance(sql, (ast.Call, ast.JoinedStr, ast.Constant)) and isinstance(receiver, ast.Name) and not waits:
                module.changes += 1
                name = f"statement_{module.changes}"
                made.append(ast.Assign([ast.Name(name, ast.Store())], sql))
                call.args[0] = ast.Name(name, ast.Load())
            made.append(statement)
        put(made)


def takes_sql(call):
    return isinstance(call.func, ast.Name) and call.func.id == "text" or isinstance(call.func, ast.Attribute) and call.func.attr in RUNS_SQL | {"text"}


def pieces(string):
    """What an f-string is made of; None where a value is formatted."""
    holes = [part for part in string.values if isinstance(part, ast.FormattedValue)]
    plain = all(hole.format_spec is None and hole.conversion == -1 for hole in holes)
    return string.values if plain and holes else None


def as_template(parts, hole="{}", escape=lambda text: text.replace("{", "{{").replace("}", "}}")):
    text = "".join(escape(part.value) if isinstance(part, ast.Constant) else hole for part in parts)
    return ast.Constant(text), [part.value for part in parts if isinstance(part, ast.FormattedValue)]


def sql_in_constants(module):
    """text("RESET search_path") -> SQL_1 = "RESET search_path"; text(SQL_1)"""
    constants = []

    def moved(call):
        for index, argument in enumerate(call.args if takes_sql(call) else []):
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                constants.append(ast.Assign([ast.Name(f"SQL_{len(constants) + 1}", ast.Store())], argument))
                call.args[index] = ast.Name(f"SQL_{len(constants)}", ast.Load())
        return call

    module.replace(ast.Call, moved)
    place = module.below_imports()
    module.tree.body[place:place] = constants
    module.changes += len(constants)


def templates_in_constants(module):
    """text(f"SET … {schema}") -> TEMPLATE_1 = "SET … {}"; text(TEMPLATE_1.format(schema))"""
    constants = []

    def moved(call):
        for index, argument in enumerate(call.args if takes_sql(call) else []):
            parts = pieces(argument) if isinstance(argument, ast.JoinedStr) else None
            if parts:
                template, values = as_template(parts)
                constants.append(ast.Assign([ast.Name(f"TEMPLATE_{len(constants) + 1}", ast.Store())], template))
                call.args[index] = ast.Call(ast.Attribute(ast.Name(f"TEMPLATE_{len(constants)}", ast.Load()), "format", ast.Load()), values, [])
        return call

    module.replace(ast.Call, moved)
    place = module.below_imports()
    module.tree.body[place:place] = constants
    module.changes += len(constants)


def strings_by(make):
    def spelling(module):
        module.replace(ast.JoinedStr, lambda string: make(parts) if (parts := pieces(string)) else string)

    return spelling


def formatted(parts):
    template, values = as_template(parts)
    return ast.Call(ast.Attribute(template, "format", ast.Load()), values, [])


def put_in_by_percent(parts):
    template, values = as_template(parts, "%s", lambda text: text.replace("%", "%%"))
    return ast.BinOp(template, ast.Mod(), ast.Tuple(values, ast.Load()))


def added_up(parts):
    terms = [part if isinstance(part, ast.Constant) else ast.Call(ast.Name("str", ast.Load()), [part.value], []) for part in parts]
    total = terms[0]
    for term in terms[1:]:
        total = ast.BinOp(total, ast.Add(), term)
    return total


def arguments_by_name(module):
    """use_schema(db, "a") -> use_schema(db=db, schema="a")"""
    parameters = {}
    for text in [text for path, text in module.files.items() if path.endswith(".py")]:
        for node in ast.parse(text).body:
            if isinstance(node, FUNCTIONS):
                plain = node.name not in parameters and not node.args.vararg and not node.args.posonlyargs
                parameters[node.name] = [each.arg for each in node.args.args] if plain else []
    for call in [node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]:
        known = parameters.get(call.func.id, [])
        if call.args and len(call.args) <= len(known) and not any(isinstance(each, ast.Starred) for each in call.args):
            call.keywords = [ast.keyword(name, value) for name, value in zip(known, call.args)] + call.keywords
            call.args = []
            module.changes += 1


def conditions_turned_round(module):
    """if a: b else: c -> if not a: c else: b"""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.If) and node.orelse and not (len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)):
            is_not = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
            node.test = node.test.operand if is_not else ast.UnaryOp(ast.Not(), node.test)
            node.body, node.orelse = node.orelse, node.body
            module.changes += 1


def rest_in_else(module):
    """if a: return b; c -> if a: return b else: c"""

    def nested(block):
        for index, statement in enumerate(block):
            ends = isinstance(statement, ast.If) and isinstance(statement.body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))
            if ends and not statement.orelse and block[index + 1 :]:
                statement.orelse = nested(block[index + 1 :])
                module.changes += 1
                return block[: index + 1]
        return block

    for block, put in list(module.blocks()):
        put(nested(block))


def blocks_in_blocks(module):
    """with a() as x, b(x): … -> with a() as x: with b(x): …"""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.With, ast.AsyncWith)) and len(node.items) > 1:
            node.body = [type(node)(items=node.items[1:], body=node.body)]
            node.items = node.items[:1]
            module.changes += 1


def results_in_variables(module):
    """return f(x) -> result = f(x); return result"""
    for block, _ in list(module.blocks()):
        if isinstance(block[-1], ast.Return) and isinstance(block[-1].value, (ast.Call, ast.Await, ast.ListComp, ast.Subscript)):
            value = block[-1].value
            block[-1:] = [ast.Assign([ast.Name("result", ast.Store())], value), ast.Return(ast.Name("result", ast.Load()))]
            module.changes += 1


def log_lines(module):
    """A log line before every statement of a function."""
    for block, put in list(module.blocks()):
        made = []
        for index, statement in enumerate(block):
            is_docstring = index == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            made += [statement] if is_docstring else [ast.parse("log.debug('next')").body[0], statement]
            module.changes += 1
        put(made)
    place = module.below_imports()
    module.tree.body[place:place] = ast.parse("import logging\nlog = logging.getLogger(__name__)").body


SPELLINGS = {
    function.__name__: function
    for function in (
        names_of_the_imports,
        modules_of_the_project,
        library_by_its_module,
        relative_imports,
        absolute_imports,
        late_imports,
        names_of_the_locals,
        annotations_in_quotes,
        optional_by_a_bar,
        statements_in_variables,
        sql_in_constants,
        templates_in_constants,
        arguments_by_name,
        conditions_turned_round,
        rest_in_else,
        blocks_in_blocks,
        results_in_variables,
        log_lines,
    )
} | {"by_format": strings_by(formatted), "by_percent": strings_by(put_in_by_percent), "by_plus": strings_by(added_up)}


def spelled(files, spell):
    """The project in another spelling; None where there is nothing to change."""
    made = dict(files)
    for path in files:
        if path.endswith(".py"):
            module = Module(files, path)
            spell(module)
            if module.changes:
                made[path] = module.text()
                ast.parse(made[path])
    return made if made != files else None


def main():
    out = []
    for project in json.load(sys.stdin):
        files = project["files"]
        try:
            plain = {path: Module(files, path).text() if path.endswith(".py") else text for path, text in files.items()}
        except SyntaxError:  # Fixtures of broken code have no other spelling.
            continue
        out.append({"name": project["name"], "spelling": "plain", "files": plain})
        for spelling, spell in SPELLINGS.items():
            made = spelled(plain, spell)
            if made:
                out.append({"name": project["name"], "spelling": spelling, "files": made})
    json.dump(out, sys.stdout)


main()
