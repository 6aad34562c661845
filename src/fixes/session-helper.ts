import type { Config } from '../contract/config'

/**
 * The source of a Python module with `tenant_session()`: a session bound to one tenant's engine, which stays scoped over commits and rollbacks.
 * With `search_path=True` raw SQL is scoped as well, by a path that every transaction sets for itself and that nothing leaks.
 * A configured factory ("app.db:SessionLocal") is imported; without one the caller hands it over.
 */
export function createSessionHelper({
  placeholder,
  shared,
  sessionFactories,
}: Pick<Config['tenancy'], 'placeholder' | 'shared' | 'sessionFactories'>): string {
  const [module, factory] = (sessionFactories[0] ?? '').split(':')
  const known = module && factory ? { module, factory } : undefined
  const parameter = known ? '' : 'factory: sessionmaker, '
  const name = known?.factory ?? 'factory'
  const rest = shared.map((schema) => `, ${/^[a-z_][a-z0-9_]*$/.test(schema) ? schema : `"${schema.replaceAll('"', '""')}"`}`).join('')
  return [
    '"""Sessions bound to one tenant."""',
    '',
    'from collections.abc import Iterator',
    'from contextlib import contextmanager',
    '',
    'from sqlalchemy import event, text',
    `from sqlalchemy.orm import Session${known ? '' : ', sessionmaker'}`,
    ...(known ? ['', `from ${known.module} import ${known.factory}`] : []),
    '',
    `SET_PATH = text(${JSON.stringify(`SELECT set_config('search_path', quote_ident(:schema) || '${rest.replaceAll("'", "''")}', true)`)})`,
    '',
    '',
    '@contextmanager',
    `def tenant_session(${parameter}schema: str, *, search_path: bool = False) -> Iterator[Session]:`,
    '    """A session whose ORM and Core statements reach the tenant in `schema`, over commits and rollbacks.',
    '',
    '    With `search_path` raw SQL reaches it too: each transaction begins by setting a path that ends with it.',
    '    The caller commits.',
    '    """',
    `    engine = ${name}.kw["bind"].execution_options(schema_translate_map={${JSON.stringify(placeholder)}: schema})`,
    `    with ${name}(bind=engine) as db:`,
    '        if search_path:',
    '',
    '            @event.listens_for(db, "after_begin")',
    '            def set_path(session, transaction, connection):',
    '                connection.execute(SET_PATH, {"schema": schema})',
    '',
    '        yield db',
    '',
  ].join('\n')
}
