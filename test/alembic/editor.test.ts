import assert from 'node:assert/strict'
import { findDefinitions, listCompletions, listLenses } from '../../src/alembic/editor'
import { alembicIni, createProject, revisionText } from './project'

const file = (name: string): string => `migrations/versions/${name}.py`

describe('the editor on revisions', () => {
  const load = async () => {
    const files: Record<string, string> = {
      'alembic.ini': alembicIni,
      [file('a')]: revisionText('aaaa', null),
      [file('b')]: revisionText('bbbb', 'aaaa'),
      [file('c')]: revisionText('cccc', 'aaaa'),
      [file('d')]: `\uFEFF# 🚀\n${revisionText('dddd', ['bbbb', 'cccc'])}`,
      [file('e')]: revisionText('eeee', 'dddd'),
    }
    const { facts, workspace } = await createProject(files)
    const at = (name: string, word: string) => (files[file(name)] ?? '').indexOf(word) + 2
    return { facts, workspace, at, files }
  }

  it('goes from an id to its file, and from a revision to what is built on it', async () => {
    const { facts, at, files } = await load()
    const paths = (name: string, word: string) => findDefinitions(facts(), file(name), at(name, word)).map(({ path }) => path)
    assert.deepEqual(paths('d', '"cccc"'), [file('c')])
    assert.deepEqual(paths('a', '"aaaa"'), [file('b'), file('c')])
    assert.deepEqual(paths('a', 'def upgrade'), [])
    const [target] = findDefinitions(facts(), file('e'), at('e', '"dddd"'))
    assert.ok(target)
    assert.equal((files[file('d')] ?? '').slice(target.span.start, target.span.end), 'revision = "dddd"')
  })

  it('offers ids that make no circle, the likely parent first', async () => {
    const { facts, at } = await load()
    const offered = listCompletions(facts(), file('e'), at('e', '"dddd"'))
    assert.equal(offered[0]?.id, 'dddd')
    assert.deepEqual(offered.map(({ id }) => id).sort(), ['aaaa', 'bbbb', 'cccc', 'dddd'])
    assert.deepEqual(
      listCompletions(facts(), file('b'), at('b', '"aaaa"')).map(({ id }) => id),
      ['aaaa', 'cccc'],
    )
  })

  it('says where a revision stands', async () => {
    const { facts } = await load()
    const title = (name: string) => listLenses(facts(), file(name))[0]?.title
    assert.deepEqual(
      [title('a'), title('b'), title('d'), title('e')],
      ['4 later · base · branch point of 2', '2 later', '1 later · merge of 2', 'head'],
    )
  })

  it('follows what is being typed', async () => {
    const { facts, workspace, files } = await load()
    workspace.setOverlay(file('e'), (files[file('e')] ?? '').replace('"dddd"', '"bbbb"'))
    assert.deepEqual(facts().environments[0]?.graph.heads, ['dddd', 'eeee'])
    assert.equal(listLenses(facts(), file('e'))[0]?.title, 'one of 2 heads')
  })
})
