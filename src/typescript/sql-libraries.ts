import type { ConnectionRole, SqlLibrary } from './typescript-facts'

/** What a value is to a database library: a connection of some role, or a factory on the way to one. */
export interface Receiver {
  readonly library: SqlLibrary | 'other'
  readonly role: ConnectionRole
  /** `constructor`: the class or factory function itself, before it is called. */
  readonly shape: 'connection' | 'constructor'
}

const connection = (library: Receiver['library'], role: ConnectionRole): Receiver => ({ library, role, shape: 'connection' })
const factory = (library: Receiver['library'], role: ConnectionRole): Receiver => ({ library, role, shape: 'constructor' })

/** Databases that are not PostgreSQL: what goes to them is never judged. */
const others =
  /^(?:mysql2?|mariadb|mssql|tedious|oracledb|better-sqlite3|sqlite3?|duckdb|@duckdb\/.*|snowflake-sdk|@google-cloud\/.*|mongodb|mongoose|cassandra-driver|@clickhouse\/.*|ibm_db|monetdb|@aws-sdk\/client-(?:athena|redshift.*)|@databricks\/.*|(?:presto|trino)-client|neo4j-driver|@planetscale\/.*|@libsql\/.*|drizzle-orm\/(?:mysql.*|planetscale.*|tidb.*|singlestore.*|better-sqlite3|bun-sqlite|sqlite.*|d1|libsql|expo-sqlite|op-sqlite|durable-sqlite|sql-js))(?:\/|$)/

/** What `client`, `type` or `dialect` says of a library that speaks to several databases. */
export const otherDialect =
  /^(?:mysql|mariadb|mssql|tedious|sqlite|better-sqlite3|oracle|db2|snowflake|sap|spanner|mongodb|redshift|sqljs|expo|cordova|capacitor|aurora-mysql|duckdb)|^(?:Mysql|Sqlite|Mssql|PlanetScale|LibSQL|LibsqlD|D1)\w*Dialect$/

/** Words of a file whose receivers of unknown make speak to something else. */
export const namesOther =
  /athena|bigquery|trino|presto|redshift|snowflake|clickhouse|mysql|mariadb|mssql|sqlite|duckdb|oracle|cassandra|databricks|neo4j/i
export const namesPostgres = /postgres|['"`]pg['"`]|search_path/i

const pgModule = /^(?:pg|@neondatabase\/serverless|@vercel\/postgres|pg-pool|pg-native)$/

/** A name exported by a package, used as a value or as a type: `Pool` of `pg`, `default` of `knex`. */
export function receiverOfExport(module: string, name: string): Receiver | undefined {
  if (others.test(module)) return factory('other', 'unknown')
  if (pgModule.test(module)) return pgExports[module === 'pg-pool' && name === 'default' ? 'Pool' : name]
  // A generated Prisma client may stand anywhere: its class name is what tells.
  if (name === 'PrismaClient') return factory('prisma', 'pool')
  if (name === 'Prisma.TransactionClient') return factory('prisma', 'transaction')
  const family = Object.entries(packages).find(([pattern]) =>
    pattern.endsWith('/*') ? module.startsWith(pattern.slice(0, -1)) : module === pattern,
  )
  return family?.[1][name] ?? family?.[1]['*']
}

const pgExports: Readonly<Record<string, Receiver>> = {
  Pool: factory('pg', 'pool'),
  Client: factory('pg', 'own'),
  PoolClient: factory('pg', 'client'),
  VercelPoolClient: factory('pg', 'client'),
  ClientBase: factory('pg', 'unknown'),
}

const packages: Readonly<Record<string, Readonly<Record<string, Receiver>>>> = {
  knex: {
    default: factory('knex', 'pool'),
    knex: factory('knex', 'pool'),
    Knex: factory('knex', 'pool'),
    'Knex.Transaction': factory('knex', 'transaction'),
  },
  typeorm: {
    DataSource: factory('typeorm', 'pool'),
    Connection: factory('typeorm', 'pool'),
    createConnection: factory('typeorm', 'pool'),
    getConnection: factory('typeorm', 'pool'),
    getManager: factory('typeorm', 'pool'),
    EntityManager: factory('typeorm', 'unknown'),
    Repository: factory('typeorm', 'unknown'),
    QueryRunner: factory('typeorm', 'client'),
  },
  sequelize: { Sequelize: factory('sequelize', 'pool'), default: factory('sequelize', 'pool') },
  'sequelize-typescript': { Sequelize: factory('sequelize', 'pool') },
  '@sequelize/core': { Sequelize: factory('sequelize', 'pool') },
  'drizzle-orm/*': {
    drizzle: factory('drizzle', 'pool'),
    NodePgDatabase: factory('drizzle', 'unknown'),
    PostgresJsDatabase: factory('drizzle', 'unknown'),
    NeonDatabase: factory('drizzle', 'unknown'),
    PgDatabase: factory('drizzle', 'unknown'),
    PgTransaction: factory('drizzle', 'transaction'),
  },
  kysely: { Kysely: factory('kysely', 'pool'), Transaction: factory('kysely', 'transaction') },
  postgres: {
    default: factory('postgres.js', 'pool'),
    postgres: factory('postgres.js', 'pool'),
    Sql: factory('postgres.js', 'pool'),
    TransactionSql: factory('postgres.js', 'transaction'),
    ReservedSql: factory('postgres.js', 'client'),
  },
  // The package is called once for its options and once for a database.
  'pg-promise': {
    default: factory('pg-promise', 'unknown'),
    IDatabase: factory('pg-promise', 'pool'),
    IConnected: factory('pg-promise', 'client'),
    ITask: factory('pg-promise', 'client'),
  },
  // Built on pg-promise, and formats values as it does.
  massive: { default: factory('pg-promise', 'pool') },
}

/** What calling a method of a connection gives: `await pool.connect()` is a client. */
export function receiverOfMethod(of: Receiver, method: string): Receiver | undefined {
  const { library } = of
  if (library === 'other') return of
  if (library === 'pg' && method === 'connect' && of.role === 'pool') return connection('pg', 'client')
  if (library === 'pg-promise' && method === 'connect') return connection('pg-promise', 'client')
  if (library === 'typeorm' && method === 'createQueryRunner') return connection('typeorm', 'client')
  if (library === 'typeorm' && (method === 'initialize' || method === 'getConnection' || method === 'getRepository')) return of
  if (library === 'postgres.js' && method === 'reserve') return connection('postgres.js', 'client')
  if (library === 'knex' && (method === 'transaction' || method === 'transactionProvider')) return connection('knex', 'transaction')
  if (library === 'prisma' && method === '$extends') return of
  if (library === 'kysely' && ['withSchema', 'withPlugin', 'withoutPlugins', 'withTables'].includes(method)) return of
  return undefined
}

/** What a property of a connection is: `queryRunner.manager`, `knex.schema`, `dataSource.manager`. */
export function receiverOfProperty(of: Receiver, property: string): Receiver | undefined {
  if (of.shape !== 'connection') return undefined
  if (of.library === 'typeorm' && ['manager', 'connection'].includes(property))
    return property === 'connection' ? connection('typeorm', 'pool') : of
  if (of.library === 'typeorm' && property === 'queryRunner') return connection('typeorm', 'client')
  if (of.library === 'knex' && property === 'schema') return of
  return undefined
}

/** What a library hands to a callback given to one of its methods, `knex.transaction(async (trx) => …)`. */
export function receiverOfCallback(of: Receiver, method: string): Receiver | undefined {
  switch (of.library) {
    case 'knex':
    case 'drizzle':
    case 'typeorm':
      return method === 'transaction' ? connection(of.library, 'transaction') : undefined
    case 'prisma':
      return method === '$transaction' ? connection('prisma', 'transaction') : undefined
    case 'postgres.js':
      return method === 'begin' || method === 'savepoint' ? connection('postgres.js', 'transaction') : undefined
    case 'pg-promise':
      return method === 'tx' || method === 'txIf' || method === 'withTransaction'
        ? connection('pg-promise', 'transaction')
        : method === 'task' || method === 'taskIf' || method === 'withConnection'
          ? connection('pg-promise', 'client')
          : undefined
    case 'pg':
      return method === 'on' || method === 'once' || method === 'connect' ? connection('pg', 'client') : undefined
    default:
      return undefined
  }
}

/** What calling or constructing a factory gives. */
export const connectionOf = (receiver: Receiver): Receiver => connection(receiver.library, receiver.role)

/** What calling a factory function gives. `pg-promise` gives another factory first. */
export const calledOf = (receiver: Receiver): Receiver =>
  receiver.library === 'pg-promise' && receiver.role === 'unknown' ? factory('pg-promise', 'pool') : connectionOf(receiver)

/** Methods that send SQL given as text or as a built fragment. */
export const executionMethods: ReadonlySet<string> = new Set([
  'query',
  'raw',
  'execute',
  'executeQuery',
  'exec',
  'unsafe',
  '$executeRaw',
  '$executeRawUnsafe',
  '$queryRaw',
  '$queryRawUnsafe',
  'none',
  'one',
  'oneOrNone',
  'many',
  'manyOrNone',
  'any',
  'result',
  'multi',
  'multiResult',
  'each',
])

/** Methods that mean execution only on a receiver known to be of this library. */
export const libraryOnlyMethods: Readonly<Record<string, readonly SqlLibrary[]>> = {
  exec: [],
  none: ['pg-promise'],
  one: ['pg-promise'],
  oneOrNone: ['pg-promise'],
  many: ['pg-promise'],
  manyOrNone: ['pg-promise'],
  any: ['pg-promise'],
  result: ['pg-promise'],
  multi: ['pg-promise'],
  multiResult: ['pg-promise'],
  each: ['pg-promise'],
}
