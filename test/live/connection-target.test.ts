import * as assert from 'node:assert/strict'
import { type ConnectionSurroundings, type ConnectionTarget, resolveTarget } from '../../src/host/postgres/connection-target'
import { toDatabaseError } from '../../src/host/postgres/driver-error'

/** Nothing outside but what a case gives. */
const outside = (
  given: Partial<ConnectionSurroundings> & {
    readonly files?: Readonly<Record<string, string>>
    readonly modes?: Readonly<Record<string, number>>
  } = {},
): ConnectionSurroundings => ({
  env: {},
  home: '/home/ada',
  platform: 'linux',
  userName: 'ada',
  readFile: (path) => given.files?.[path],
  fileMode: (path) => given.modes?.[path] ?? 0o600,
  ...given,
})

const forms: readonly { readonly text: string; readonly want: Partial<ConnectionTarget> }[] = [
  {
    text: 'postgresql://u:p@db.example:6000/shop',
    want: { hosts: [{ host: 'db.example', port: 6000 }], user: 'u', password: 'p', database: 'shop', sslMode: 'verify-full' },
  },
  {
    text: 'postgres://localhost/shop',
    want: { hosts: [{ host: 'localhost', port: 5432 }], user: 'ada', password: undefined, database: 'shop', sslMode: 'disable' },
  },
  { text: 'postgresql+psycopg2://u:p%40ss%2Fw%3A@127.0.0.1/shop', want: { password: 'p@ss/w:', sslMode: 'disable' } },
  { text: 'postgresql+asyncpg://u:p@localhost/shop?ssl=require', want: { sslMode: 'require' } },
  { text: 'postgresql+psycopg://u@localhost/shop?prepare_threshold=0', want: { user: 'u', database: 'shop' } },
  { text: 'postgresql://u:a@b@localhost/shop', want: { user: 'u', password: 'a@b' } },
  { text: 'postgresql://u:100%@localhost/shop', want: { password: '100%' } },
  {
    text: 'postgresql:///shop?host=/var/run/postgresql',
    want: { hosts: [{ host: '/var/run/postgresql', port: 5432 }], sslMode: 'disable' },
  },
  { text: 'postgresql://%2Fvar%2Frun%2Fpostgresql/shop', want: { hosts: [{ host: '/var/run/postgresql', port: 5432 }] } },
  {
    text: 'postgresql://a:1,b:2/shop',
    want: {
      hosts: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  },
  {
    text: 'postgresql://u@/shop?host=a:1&host=b:2',
    want: {
      hosts: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  },
  {
    text: 'host=db.example hostaddr=10.1.2.3 dbname=shop',
    want: { hosts: [{ host: '10.1.2.3', port: 5432, name: 'db.example' }], sslMode: 'verify-full' },
  },
  { text: 'hostaddr=127.0.0.1 dbname=shop', want: { hosts: [{ host: '127.0.0.1', port: 5432 }], sslMode: 'disable' } },
  { text: 'postgresql://[::1]:5433/shop', want: { hosts: [{ host: '::1', port: 5433 }], sslMode: 'disable' } },
  { text: 'postgresql://db.example/shop?sslmode=disable', want: { sslMode: 'disable' } },
  {
    text: "host=localhost dbname='my shop' user=u password='it\\'s' port=5433",
    want: { database: 'my shop', password: "it's", hosts: [{ host: 'localhost', port: 5433 }] },
  },
]

describe('connection forms', () => {
  for (const { text, want } of forms) {
    it(text.replace(/:[^:@/]*@/, ':…@'), () => {
      const target = resolveTarget(text, outside())
      for (const [key, value] of Object.entries(want)) assert.deepEqual(Reflect.get(target, key), value, key)
    })
  }

  it('takes the PG* variables alone', () => {
    const target = resolveTarget(
      undefined,
      outside({ env: { PGHOST: 'h', PGPORT: '7', PGUSER: 'u', PGPASSWORD: 'p', PGDATABASE: 'd', PGSSLMODE: 'require' } }),
    )
    assert.deepEqual(
      [target.hosts, target.user, target.password, target.database, target.sslMode],
      [[{ host: 'h', port: 7 }], 'u', 'p', 'd', 'require'],
    )
  })

  it('lets the URL win over the environment', () => {
    assert.equal(resolveTarget('postgresql://localhost/a', outside({ env: { PGDATABASE: 'b', PGHOST: 'elsewhere' } })).database, 'a')
  })

  it('reads a service and says where it looked when there is none', () => {
    const files = { '/home/ada/.pg_service.conf': '# ours\n[other]\nhost=x\n[shop]\nhost=localhost\nport=6001\ndbname=shop\n' }
    assert.deepEqual(resolveTarget('service=shop', outside({ files })).hosts, [{ host: 'localhost', port: 6001 }])
    assert.throws(() => resolveTarget('service=gone', outside({ files })), /`gone` is not defined/)
  })

  it('takes a password from .pgpass: first match, wildcards, escapes', () => {
    const files = { '/home/ada/.pgpass': '# comment\nother:5432:shop:ada:no\n*:5432:shop:ada:a\\:b\\\\c\n' }
    assert.equal(resolveTarget('postgresql://localhost/shop', outside({ files })).password, 'a:b\\c')
  })

  it('does not use a .pgpass that others can read, and says so', () => {
    const files = { '/home/ada/.pgpass': '*:*:*:*:secret' }
    const target = resolveTarget('postgresql://localhost/shop', outside({ files, modes: { '/home/ada/.pgpass': 0o644 } }))
    assert.equal(target.password, undefined)
    assert.match(target.warnings.join(), /chmod 600/)
    assert.doesNotMatch(target.warnings.join(), /secret/)
  })

  it('says when another host is not verified', () => {
    assert.match(resolveTarget('postgresql://db.example/shop?sslmode=require', outside()).warnings.join(), /does not verify/)
    assert.deepEqual(resolveTarget('postgresql://db.example/shop', outside()).warnings, [])
  })

  it('never repeats what it cannot read', () => {
    for (const text of ['postgresql://u:hunter2@host:notaport/x', 'postgresql://u:hunter2 @@@', 'password=hunter2 and more']) {
      try {
        resolveTarget(text, outside())
        assert.fail('must not be readable')
      } catch (error) {
        assert.doesNotMatch(String(error), /hunter2/)
      }
    }
  })

  it('copies errors of the driver field by field', () => {
    const error = Object.assign(new Error('password authentication failed for user "u"'), {
      code: '28P01',
      client: { password: 'hunter2' },
      connectionParameters: { password: 'hunter2' },
    })
    const shown = toDatabaseError(error, 'localhost:5432/shop')
    assert.equal(shown.kind, 'authentication')
    assert.doesNotMatch(JSON.stringify({ ...shown, message: shown.message, stack: shown.stack, help: shown.help }), /hunter2/)
  })
})
