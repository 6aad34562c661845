import * as assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import Ajv2020 from 'ajv/dist/2020'
import { parse } from 'smol-toml'
import { defaultConfig, loadConfigs } from '../../src'
import { detectConfig, toConfigText } from '../../src/config/detect-config'
import { type ConfigError, parseConfig } from '../../src/config/parse-config'
import { createMemoryFileSystem } from '../support/memory-fs'
import { createMemoryProject, type Files } from '../support/memory-project'

const names = ['raw-search-path', 'show-search-path', 'scoping', 'suppression']
const read = (text: string, file = 'tenantscope.toml') => parseConfig({ path: file, text }, names)
const show = ({ line, character, message, help }: ConfigError) => `${line + 1}:${character + 1} ${message}${help ? ` | ${help}` : ''}`
const errors = (text: string, file?: string) => read(text, file).errors.map(show)

/** The example of the documentation, whole. */
const full = `[tenancy]
placeholder = "tenant"
tenants = '^user_[0-9]+$'
template = "template_tenant"
shared = ["public"]
scoped-dependencies = ["app.deps:get_user_db"]
session-factories = ["app.db:SessionLocal"]
tenant-session = "app.db:tenant_session"
helpers = ["shared.database:set_user_schema", "app.own:use_schema"]
[rules]
show-search-path = "off"
[rules.paths."tests/**"]
raw-search-path = "info"
[[deprecations]]
kind = "column"
name = "MarketplaceJob.batch_id"
replacement = "batch_job_id"
key = "BatchJob.batch_id"
relationship = "batch_job"
[alembic]
locations = ["migrations"]
[database]
url-env = "TENANTSCOPE_DATABASE_URL"
`

describe('configuration file', () => {
  it('takes everything the documentation names', () => {
    const { config, errors: wrong } = read(full)
    assert.deepEqual(wrong, [])
    assert.deepEqual(config?.tenancy.scopedDependencies, ['app.deps:get_user_db'])
    assert.ok(
      config?.tenancy.helpers.includes('app.own:use_schema') &&
        config.tenancy.helpers.some((helper) => helper.startsWith('shared.schema_utils:')),
      'own helpers add to the known ones',
    )
    assert.deepEqual(config?.rules, {
      levels: { 'show-search-path': 'off' },
      paths: [{ glob: 'tests/**', levels: { 'raw-search-path': 'info' } }],
    })
    const columns = config?.deprecations.filter(({ kind, name }) => kind === 'column' && name === 'MarketplaceJob.batch_id')
    assert.deepEqual(
      columns?.map(({ preset }) => preset),
      [undefined],
      'an own entry replaces the preset',
    )
    assert.equal(config?.database.urlEnv, 'TENANTSCOPE_DATABASE_URL')
  })
  it('knows three ways to name tenants', () => {
    assert.deepEqual(read('[tenancy]\ntenants = { list = ["a", "b"] }').config?.tenancy.tenants, { kind: 'list', list: ['a', 'b'] })
    assert.deepEqual(read('[tenancy]\ntenants = { query = "select 1" }').config?.tenancy.tenants, { kind: 'query', query: 'select 1' })
    assert.deepEqual(read('[tenancy]\ntenants = "^t_"').config?.tenancy.tenants, { kind: 'pattern', pattern: '^t_' })
  })
  it('says nothing and changes nothing when empty', () => {
    assert.deepEqual({ ...read('').config, source: undefined }, { ...defaultConfig, source: undefined })
  })

  for (const [what, text, expected] of [
    ['a syntax error', '[tenancy]\nplaceholder = \n', ['2:15 is no TOML: ']],
    ['an unknown section', '[tenancyy]\n', ['1:1 unknown key `tenancyy` | Did you mean `tenancy`?']],
    [
      'an unknown key',
      '[tenancy]\nplaceholder = "a"\n  placehodler = "b"\n',
      ['3:3 unknown key `tenancy.placehodler` | Did you mean `placeholder`?'],
    ],
    ['a key far from any', '[alembic]\nxyz = 1\n', ['2:1 unknown key `alembic.xyz` | Known keys here: locations']],
    [
      'an unknown rule',
      '[rules]\nraw-search-pth = "off"\n',
      ['2:1 there is no rule or family `raw-search-pth` | Did you mean `raw-search-path`?'],
    ],
    [
      'an unknown rule for paths',
      '[rules.paths."tests/**"]\nraw-serch-path = "off"\n',
      ['2:1 there is no rule or family `raw-serch-path` | Did you mean `raw-search-path`?'],
    ],
    [
      'a wrong level',
      '[rules]\nraw-search-path = "warn"\n',
      ['2:1 `rules.raw-search-path` is not one of "off", "info", "warning", "error"'],
    ],
    ['a wrong type', '[tenancy]\nshared = "public"\n', ['2:1 `tenancy.shared` is missing or is no array']],
    ['a broken pattern', '[tenancy]\ntenants = "("\n', ['2:1 `tenancy.tenants`: is no regular expression']],
    ['a symbol without module', '[tenancy]\nhelpers = ["set_user_schema"]\n', ['2:1 `tenancy.helpers.0`: write it as package.module:name']],
    [
      'a password instead of a name',
      '[database]\nurl-env = "postgres://u:p@h/d"\n',
      ['2:1 `database.url-env`: is no name of an environment variable: the URL itself never stands here'],
    ],
    [
      'a URL instead of a snapshot file',
      '[database]\nsnapshot = "postgres://u:p@h/d"\n',
      ['2:1 `database.snapshot`: is written relative to this file'],
    ],
    [
      'the second of two tables',
      '[[deprecations]]\nkind = "class"\nname = "A"\n[[deprecations]]\nkind = "klass"\nname = "B"\n',
      ['5:1 `deprecations.1.kind` is not one of "column", "class", "function", "method", "module", "table", "field"'],
    ],
    [
      'a function with its module',
      '[[deprecations]]\nkind = "function"\nname = "app.util:slug"\n',
      ['3:1 `deprecations.0.name`: write its bare name, without the module'],
    ],
    [
      'a replacement that is no name',
      '[[deprecations]]\nkind = "class"\nname = "Old"\nreplacement = "app.new:New"\n',
      ['4:1 `deprecations.0.replacement`: write the new name alone'],
    ],
    [
      'a column without its model',
      '[[deprecations]]\nkind = "column"\nname = "batch_id"\n',
      ['3:1 `deprecations.0.name`: write it as Model.attribute'],
    ],
  ] as const) {
    it(`points at ${what}`, () => {
      const found = errors(text)
      assert.equal(found.length, expected.length, found.join('\n'))
      for (const [index, line] of expected.entries()) assert.ok(found[index]?.startsWith(line), `${found[index]} instead of ${line}`)
    })
  }
  it('never quotes a secret', () => {
    for (const key of ['url-env', 'snapshot']) {
      const found = errors(`[database]\n${key} = "postgres://u:geheim@h/d"\n`)
      assert.equal(found.length, 1)
      assert.doesNotMatch(found.join(), /geheim/)
    }
  })

  it('lives in pyproject.toml too', () => {
    assert.equal(read('[tool.tenantscope.tenancy]\nplaceholder = "t"\n', 'pyproject.toml').config?.tenancy.placeholder, 't')
    assert.deepEqual(read('[tool.ruff]\nx = 1\n', 'pyproject.toml'), { config: undefined, errors: [] })
    assert.deepEqual(read('[tool.ruff\n', 'pyproject.toml'), { config: undefined, errors: [] }, "others' broken file is not ours to report")
    assert.deepEqual(errors('[tool.tenantscope.tenancy]\nplaceholdr = "t"\n', 'pyproject.toml'), [
      '2:1 unknown key `tenancy.placeholdr` | Did you mean `placeholder`?',
    ])
  })
  it('may begin with a BOM', () => {
    assert.equal(read('\uFEFF[tenancy]\nplaceholder = "t"\n').config?.tenancy.placeholder, 't')
  })
})

describe('nearest configuration', () => {
  const load = (files: Files) => loadConfigs({ paths: Object.keys(files), readText: createMemoryFileSystem(files).readText, names })
  const toml = (placeholder: string) => `[tenancy]\nplaceholder = "${placeholder}"\n`
  it('wins for each file', async () => {
    const configs = await load({
      'tenantscope.toml': toml('root'),
      'a/b/tenantscope.toml': toml('deep'),
      'c/pyproject.toml': `[tool.tenantscope]\n[tool.tenantscope.tenancy]\nplaceholder = "py"\n`,
    })
    const of = (file: string) => configs.of(file).tenancy.placeholder
    assert.deepEqual(['x.py', 'a/x.py', 'a/b/x.py', 'a/b/c/d/x.py', 'c/x.py', 'cc/x.py'].map(of), [
      'root',
      'root',
      'deep',
      'deep',
      'py',
      'root',
    ])
    assert.equal(configs.of('a/b/x.py').source, 'a/b/tenantscope.toml')
  })
  it('is tenantscope.toml where both are', async () => {
    const configs = await load({ 'pyproject.toml': '[tool.tenantscope.tenancy]\nplaceholder = "py"\n', 'tenantscope.toml': toml('own') })
    assert.equal(configs.of('x.py').tenancy.placeholder, 'own')
  })
  it('is the defaults without any', async () => {
    assert.equal((await load({ 'pyproject.toml': '[project]\nname = "x"\n' })).of('x.py'), defaultConfig)
  })
  it('reads its globs from its own folder', async () => {
    const configs = await load({
      'a/tenantscope.toml': '[rules.paths."tests/**"]\nraw-search-path = "off"\n[alembic]\nlocations = ["m"]\n',
    })
    assert.equal(configs.of('a/x.py').rules.paths[0]?.glob, 'a/tests/**')
    assert.deepEqual(configs.of('a/x.py').alembic.locations, ['a/m'])
  })
  it('is none that git lists and nobody has', async () => {
    const read = (missing: boolean) =>
      loadConfigs({
        paths: ['tenantscope.toml'],
        readText: () => ({ kind: 'unreadable', reason: 'there is no such file', ...(missing ? { missing } : {}) }),
        names,
      })
    assert.deepEqual((await read(true)).errors, [])
    assert.equal((await read(false)).errors.length, 1)
  })
  it('names every mistake of every file', async () => {
    const configs = await load({ 'tenantscope.toml': '[x]\n', 'a/tenantscope.toml': '[y]\n' })
    assert.deepEqual(configs.errors.map((error) => error.path).sort(), ['a/tenantscope.toml', 'tenantscope.toml'])
  })
})

describe('JSON schema of the configuration', () => {
  const schema = JSON.parse(readFileSync(path.join(__dirname, '../../schemas/tenantscope.schema.json'), 'utf8')) as object
  const validate = new Ajv2020({ strict: false }).compile(schema)
  it('agrees with the loader', () => {
    const own = '[rules]\nunused-suppression = "off"\n'
    assert.ok(validate(parse(full.replace(/\[rules\][\s\S]*?(?=\[\[)/, own))), JSON.stringify(validate.errors))
    for (const wrong of [
      '[tenancyy]\n',
      '[tenancy]\nshared = "x"\n',
      '[rules]\nnot-a-rule = "off"\n',
      '[rules]\nunused-suppression = "warn"\n',
    ]) {
      assert.ok(!validate(parse(wrong)), wrong)
    }
  })
})

describe('init', () => {
  const detect = async (files: Files) => detectConfig((await createMemoryProject(files)).engine.workspaces.of(''))
  it('reads the tenancy off the code', async () => {
    const detected = await detect({
      'app/models.py':
        'from sqlalchemy.orm import DeclarativeBase, mapped_column\nclass Base(DeclarativeBase):\n    pass\nclass Product(Base):\n    __tablename__ = "products"\n    __table_args__ = {"schema": "kunde"}\n    id = mapped_column(primary_key=True)\n',
      'app/db.py':
        'from sqlalchemy.orm import sessionmaker\nSessionLocal = sessionmaker(bind=engine)\ndef set_schema(db, schema):\n    db.execute(text(f"SET search_path TO {schema}"))\ndef get_db(request):\n    schema_name = f"kunde_{user.id}"\n    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"kunde": schema_name}))\n    yield db\n',
    })
    assert.deepEqual(Object.fromEntries(detected.detections.map(({ key, value }) => [key, value])), {
      'tenancy.placeholder': 'kunde',
      'tenancy.helpers': ['app.db:set_schema'],
      'tenancy.session-factories': ['app.db:SessionLocal'],
      'tenancy.scoped-dependencies': ['app.db:get_db'],
      'tenancy.tenants': '^kunde_[0-9]+$',
    })
    const { config, errors: wrong } = parseConfig({ path: 'tenantscope.toml', text: toConfigText(detected) }, names)
    assert.deepEqual(wrong, [])
    assert.equal(config?.tenancy.placeholder, 'kunde')
  })
  it('knows a helper by what it does, and tenants by how their names are checked', async () => {
    const detected = await detect({
      'app/db.py':
        'import re\nfrom sqlalchemy import text\nfrom sqlalchemy.orm import Session\ndef switch_firm(session: Session, firm: str) -> None:\n    # 🏢\n    if not re.fullmatch(r"firm_[0-9]+", firm):\n        raise ValueError(firm)\n    session.execute(text(f"SET search_path TO {firm}, public"))\n',
      // It does more than that, so it is none.
      'app/pay.py':
        'from sqlalchemy import text\ndef pay(session, number):\n    session.execute(text("SET search_path TO firm_1"))\n    return session.execute(text("select 1"))\n',
      'app/code.py': 'import re\nCODE = re.compile(r"item_[0-9]+")\nschema = load()\n',
    })
    assert.deepEqual(Object.fromEntries(detected.detections.map(({ key, value }) => [key, value])), {
      'tenancy.helpers': ['app.db:switch_firm'],
      'tenancy.tenants': '^firm_[0-9]+$',
    })
  })
  it('says what it did not find', async () => {
    const detected = await detect({ 'app/x.py': 'x = 1\n' })
    assert.deepEqual(detected.detections, [])
    assert.equal(detected.notFound.length, 6)
  })
})
