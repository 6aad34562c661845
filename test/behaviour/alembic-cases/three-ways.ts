import type { AlembicRun, Files, State } from '../alembic-world'

/** A hazard seen three ways in real Alembic: planted, mended, and something that only looks like it. */
export interface ThreeWays extends AlembicRun {
  readonly rule: string
  readonly title: string
  /** What goes wrong in `files`. */
  readonly damage: (state: State) => void
  /** 'engine' applies the rule's own fixes; files stand for the hand that follows `help` where the rule offers no fix, over those planted. */
  readonly fix: 'engine' | Files
  readonly mended: (state: State) => void
  /** The near miss, over the files planted; the rule has to stay silent there. */
  readonly nearMiss: Files
  readonly harmless: (state: State) => void
}

/** The project's own list of tenants, for revisions that loop. */
export const tenantFiles: Files = {
  'app/__init__.py': '',
  'app/tenants.py': `from sqlalchemy import text


def tenant_schemas(connection):
    rows = connection.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$' ORDER BY 1"))
    return [row[0] for row in rows]
`,
}

/** A revision that may call `tenant_schemas`. */
export const withTenants = (text: string): string =>
  text.replace('import sqlalchemy as sa\n', 'import sqlalchemy as sa\nfrom app.tenants import tenant_schemas\n')
