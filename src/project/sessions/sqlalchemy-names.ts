/** SQLAlchemy's and SQLModel's public names by dotted path: re-exports differ between versions, so the package and the last word decide. */
const packages = ['sqlalchemy', 'sqlmodel', 'flask_sqlalchemy']

function lastWord(qualified: string): string | undefined {
  const [first] = qualified.split('.')
  return first && packages.includes(first) ? qualified.slice(qualified.lastIndexOf('.') + 1) : undefined
}

const within = (words: readonly string[]) => (qualified: string) => {
  const word = lastWord(qualified)
  return word !== undefined && words.includes(word)
}

export const isEngineMaker = within(['create_engine', 'create_async_engine', 'engine_from_config', 'async_engine_from_config'])
export const isFactoryMaker = within(['sessionmaker', 'async_sessionmaker'])
export const isScopedSession = within(['scoped_session', 'async_scoped_session'])
export const isSessionClass = within(['Session', 'AsyncSession'])
export const isConnectionClass = within(['Connection', 'AsyncConnection'])
export const isEngineClass = within(['Engine', 'AsyncEngine'])
export const isTextMaker = within(['text', 'DDL'])
export const isStatementMaker = within(['select', 'insert', 'update', 'delete', 'exists', 'func'])
export const isAsyncName = (qualified: string) => /(^|\.)(Async\w+|async_\w+|create_async_engine)$/.test(qualified)

/** Flask's `db = SQLAlchemy(app)`. */
export const isFlaskExtension = (qualified: string) => /^flask_sqlalchemy(_lite)?(\.extension)?\.SQLAlchemy$/.test(qualified)
