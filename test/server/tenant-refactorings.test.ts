import assert from 'node:assert/strict'
import type { CodeAction, TextEdit, WorkspaceEdit } from 'vscode-languageserver'
import { type Outcome, type PreparedModelsResult, requests } from '../../src/protocol'
import { type Editor, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'

const models = `from sqlalchemy import Column, ForeignKey, Integer, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class Product(Base):
    """😀"""; __tablename__ = "products"
    id = Column(Integer, primary_key=True, index=True)


class Offer(Base):
    __tablename__ = "offers"
    id = Column(Integer, primary_key=True); name = "😀"; product_id = Column(ForeignKey("products.id"))


def get_db():
    with SessionLocal() as db:
        yield db
`.replace('    """😀"""; __tablename__', '    __tablename__')
const api = `from fastapi import Depends, Header
from sqlalchemy import text

from app.models import Offer, Product, SessionLocal, User, get_db


def get_path_db(db=Depends(get_db), x_tenant: str = Header()):
    """😀"""
    db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    yield db


def users(db=Depends(get_db)):
    return db.query(User).all()


def products(schema: str):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return db.query(Product).count()
`.replaceAll('\n', '\r\n')

interface Changed {
  readonly edits: readonly TextEdit[]
}

describe('refactorings towards tenants', function () {
  this.timeout(40_000)
  let editor: Editor
  const open = async (placeholder: boolean, capabilities: object = fullCapabilities): Promise<void> => {
    const text = placeholder
      ? models.replaceAll(/(__tablename__ = "(?!users).*)/g, '$1\n    __table_args__ = {"schema": "tenant"}')
      : models
    editor = await openEditor({ files: { 'app/__init__.py': '', 'app/models.py': text, 'app/api.py': api }, capabilities })
    await editor.open('app/api.py')
  }
  afterEach(() => editor.close())

  const prepare = async (params: object = {}): Promise<PreparedModelsResult> => {
    const outcome = await editor.client.request<Outcome<PreparedModelsResult>>(requests.prepareModels.method, params)
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome.value
  }
  const actionsAt = (line: number, only?: readonly string[], character = 6): Promise<readonly CodeAction[]> =>
    editor.client.request('textDocument/codeAction', {
      textDocument: { uri: editor.uri('app/api.py') },
      range: { start: { line, character }, end: { line, character } },
      context: { diagnostics: [], ...(only ? { only } : {}) },
    })

  it('models are told apart by the code, and the edit asks before it is made', async () => {
    await open(false)
    const { models: known, renamedIndexes, edit } = await prepare()
    assert.deepEqual(
      known.map(({ name, rows }) => [name, rows]),
      [
        ['User', 'shared'],
        ['Product', 'tenant'],
        ['Offer', 'tenant'],
      ],
    )
    assert.deepEqual(renamedIndexes, ['products.id'])
    const { documentChanges = [], changeAnnotations = {} } = edit as WorkspaceEdit
    const [change] = documentChanges as readonly Changed[]
    assert.deepEqual([documentChanges.length, change?.edits.length], [1, 3])
    const [annotation] = Object.values(changeAnnotations)
    assert.equal(annotation?.needsConfirmation, true)
    assert.match(annotation?.label ?? '', /`Product`, `Offer`/)
    assert.match(annotation?.description ?? '', /`products\.id`/)
    // Behind an emoji, in UTF-16.
    const key = change?.edits.find(({ newText }) => newText === 'tenant.')
    const line = models.split('\n').findIndex((each) => each.includes('ForeignKey("'))
    assert.deepEqual(key?.range.start, { line, character: (models.split('\n')[line] ?? '').indexOf('products.id') })
  })

  it('the choice of the user wins, and nothing chosen makes no edit', async () => {
    await open(false)
    const chosen = await prepare({ tenant: ['User'], shared: ['Product', 'Offer'] })
    assert.equal(((chosen.edit as WorkspaceEdit).documentChanges as readonly Changed[])[0]?.edits.length, 1)
    assert.equal((await prepare({ tenant: [], shared: ['User', 'Product', 'Offer'] })).edit, undefined)
  })

  it('a dependency that sets the path is rewritten as a refactoring, never as a quick fix', async () => {
    await open(true)
    const all = await actionsAt(6)
    const [action, ...more] = all.filter(({ kind }) => kind === 'refactor.rewrite')
    assert.deepEqual(more, [])
    assert.match(action?.title ?? '', /`get_path_db`/)
    const [changed] = (action?.edit?.documentChanges ?? []) as readonly Changed[]
    const text = (changed?.edits ?? []).map(({ newText }) => newText).join('')
    assert.match(text, /db\.close\(\)\r\n/)
    assert.match(text, /schema = x_tenant\.lower\(\)\r\n/)
    assert.match(text, /tenant_db = SessionLocal\(bind=engine\.execution_options\(schema_translate_map=\{"tenant": schema\}\)\)\r\n/)
    assert.doesNotMatch(text, /[^\r]\n/)
    const quick = await actionsAt(8, ['quickfix'], 30)
    assert.deepEqual(
      quick.filter(({ kind, edit }) => kind === 'refactor.rewrite' || edit !== undefined),
      [],
    )
    assert.ok(quick.some(({ disabled }) => /is a dependency itself/.test(disabled?.reason ?? '')))
    assert.deepEqual(await actionsAt(13, ['refactor']), [])
  })

  it('says why not, and serves clients that know little', async () => {
    await open(false)
    const [refused] = await actionsAt(6, ['refactor.rewrite'])
    assert.match(refused?.disabled?.reason ?? '', /no model carries the placeholder/)
    await editor.close()
    await open(true, minimalCapabilities)
    const actions = await actionsAt(6, ['refactor.rewrite'])
    assert.equal(Object.keys(actions[0]?.edit?.changes ?? {}).length, 1)
  })
})
