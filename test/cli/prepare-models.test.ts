import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { run } from './run-cli'

describe('tenantscope prepare-models', function () {
  this.timeout(60_000)
  let folder: string
  const base = () => readFileSync(path.join(folder, 'base.py'), 'utf8')

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-prepare-'))
    cpSync(path.resolve(__dirname, '../behaviour/rewrites/projects/path-only'), folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('says what it would do and why, and writes nothing', async () => {
    const before = base()
    const { code, stdout, stderr } = await run(['prepare-models'], { cwd: folder })
    assert.equal(code, 0, stderr)
    assert.equal(
      stdout,
      `The tenants', to be put into schema \`tenant\`:
  Product (base.py): only reached under a tenant's path, at jobs.py:15
  Offer (base.py): its foreign key refers to the tenants' \`products\`

Shared, left as they are:
  User (base.py): reached without a tenant's path at jobs.py:8

The names that \`index=True\` makes hold the schema, so these change:
  products.title

3 places in 1 file would change. --diff shows them, --write changes them.
`,
    )
    assert.equal(base(), before)
  })

  it('prints a patch, and writes the same', async () => {
    const { code, stdout } = await run(['prepare-models', '--diff'], { cwd: folder })
    assert.equal(code, 1)
    assert.deepEqual(
      stdout.split('\n').filter((line) => /^[+-] /.test(line)),
      [
        "+    __table_args__ = {'schema': 'tenant'}",
        '+    __table_args__ = {"schema": "tenant"}',
        '-    product_id = Column(Integer, ForeignKey("products.id"))',
        '+    product_id = Column(Integer, ForeignKey("tenant.products.id"))',
      ],
    )
    const written = await run(['prepare-models', '--write'], { cwd: folder })
    assert.equal(written.code, 0)
    assert.match(base(), /ForeignKey\("tenant\.products\.id"\)/)
    const again = await run(['prepare-models', '--diff'], { cwd: folder })
    assert.deepEqual([again.code, again.stdout], [0, ''])
  })

  it('keeps line breaks', async () => {
    writeFileSync(path.join(folder, 'base.py'), base().replaceAll('\n', '\r\n'))
    assert.equal((await run(['prepare-models', '--write'], { cwd: folder })).code, 0)
    assert.doesNotMatch(base(), /[^\r]\n/)
  })

  it('takes the word of who knows, and refuses names that nothing has', async () => {
    const named = await run(['prepare-models', '--shared', 'Product', '--tenant', 'users', '--format', 'json'], { cwd: folder })
    assert.deepEqual(
      JSON.parse(named.stdout).models.map(({ name, rows }: { name: string; rows: string }) => [name, rows]),
      [
        ['User', 'tenant'],
        ['Product', 'shared'],
        ['Offer', 'unknown'],
      ],
    )
    const wrong = await run(['prepare-models', '--tenant', 'Produkt'], { cwd: folder })
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /no model without schema is called `Produkt`[\s\S]*User, Product, Offer/)
    const both = await run(['prepare-models', '--tenant', 'User', '--shared', 'User'], { cwd: folder })
    assert.equal(both.code, 2)
    const two = await run(['prepare-models', '--diff', '--write'], { cwd: folder })
    assert.equal(two.code, 2)
  })

  it('leaves projects alone whose engines map None', async () => {
    cpSync(path.resolve(__dirname, '../behaviour/rewrites/projects/none-map'), folder, { recursive: true })
    const { code, stderr } = await run(['prepare-models'], { cwd: folder })
    assert.equal(code, 2)
    assert.match(stderr, /need no placeholder/)
  })
})
