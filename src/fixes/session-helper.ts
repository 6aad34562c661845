/** What opens sessions and stands at the top of a module: a factory, or an engine for a class of sessions. */
export interface SessionFactory {
  /** As the project imports it: "app.db". */
  readonly module: string
  readonly name: string
  readonly async: boolean
  /** The module of `Session` or `AsyncSession`, when `name` is an engine: "sqlmodel". */
  readonly classFrom?: string
}

export interface SessionHelperOptions {
  readonly placeholder: string
  /** The schemas behind the tenant's own on the path. */
  readonly shared: readonly string[]
  /** At most one of each kind; without any, callers hand over their own. */
  readonly factories: readonly SessionFactory[]
}

/**
 * The source of a Python module with `tenant_session()`, `async_tenant_session()` or both: sessions bound to one tenant's engine, which stay
 * scoped over commits and rollbacks. With `search_path=True` raw SQL is scoped as well, by a path that every transaction sets for itself and
 * that nothing leaks. Fixes find what stands here and use it.
 */
export function createSessionHelper({ placeholder, shared, factories }: SessionHelperOptions): string {
  const known = [...factories].sort((a, b) => Number(a.async) - Number(b.async))
  const isSync = known.length === 0 || known.some((each) => !each.async)
  const isAsync = known.some((each) => each.async)
  const rest = shared.map((schema) => `, ${/^[a-z_][a-z0-9_]*$/.test(schema) ? schema : `"${schema.replaceAll('"', '""')}"`}`).join('')
  return [
    '"""Sessions bound to one tenant."""',
    '',
    `from collections.abc import ${listOf([isAsync && 'AsyncIterator', isSync && 'Iterator'])}`,
    `from contextlib import ${listOf([isAsync && 'asynccontextmanager', isSync && 'contextmanager'])}`,
    '',
    'from sqlalchemy import event, text',
    ...(isAsync ? [`from ${classModule(known, true)} import AsyncSession`] : []),
    ...(isSync ? [`from ${classModule(known, false)} import Session${known.length > 0 ? '' : ', sessionmaker'}`] : []),
    ...(known.length > 0 ? ['', ...importsOf(known)] : []),
    '',
    `SET_PATH = text(${JSON.stringify(`SELECT set_config('search_path', quote_ident(:schema) || '${rest.replaceAll("'", "''")}', true)`)})`,
    ...(known.length > 0 ? known : [undefined]).flatMap((factory) => ['', '', ...helperOf(factory, placeholder)]),
    '',
  ].join('\n')
}

const classModule = (factories: readonly SessionFactory[], async: boolean): string =>
  factories.find((each) => each.async === async)?.classFrom ?? (async ? 'sqlalchemy.ext.asyncio' : 'sqlalchemy.orm')

const listOf = (names: readonly (string | false)[]): string => names.filter((name) => name !== false).join(', ')

function importsOf(factories: readonly SessionFactory[]): readonly string[] {
  const modules = [...new Set(factories.map(({ module }) => module))].sort()
  const namesIn = (module: string): readonly string[] => factories.filter((each) => each.module === module).map(({ name }) => name)
  return modules.map((module) => `from ${module} import ${[...namesIn(module)].sort().join(', ')}`)
}

function helperOf(factory: SessionFactory | undefined, placeholder: string): readonly string[] {
  const isAsync = factory?.async === true
  const parameter = factory ? '' : 'factory: sessionmaker, '
  const name = factory?.name ?? 'factory'
  const map = `schema_translate_map={${JSON.stringify(placeholder)}: schema}`
  const opens = isAsync ? 'async with' : 'with'
  const [type, iterator] = isAsync ? ['AsyncSession', 'AsyncIterator'] : ['Session', 'Iterator']
  return [
    isAsync ? '@asynccontextmanager' : '@contextmanager',
    `${isAsync ? 'async def async_tenant_session' : 'def tenant_session'}(${parameter}schema: str, *, search_path: bool = False) -> ${iterator}[${type}]:`,
    '    """A session whose ORM and Core statements reach the tenant in `schema`, over commits and rollbacks.',
    '',
    '    With `search_path` raw SQL reaches it too: each transaction begins by setting a path that ends with it.',
    '    The caller commits.',
    '    """',
    ...(factory?.classFrom === undefined
      ? [`    engine = ${name}.kw["bind"].execution_options(${map})`, `    ${opens} ${name}(bind=engine) as db:`]
      : [`    ${opens} ${type}(${name}.execution_options(${map})) as db:`]),
    '        if search_path:',
    '',
    `            @event.listens_for(db${isAsync ? '.sync_session' : ''}, "after_begin")`,
    '            def set_path(session, transaction, connection):',
    '                connection.execute(SET_PATH, {"schema": schema})',
    '',
    '        yield db',
  ]
}
