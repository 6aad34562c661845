import assert from 'node:assert/strict'
import { loadPythonParser } from '../../src/host/wasm'
import { bindingsOf, classOfMethod, enclosingClass, enclosingFunction, symbolAt } from '../../src/python/scopes'

const text = `import top
@decorate(here)
def f(a, b=default, *c, d: note = 2, **e) -> result:
    x = y = 1
    x += 1
    z: int
    for i, (j, *k) in rows: pass
    with open() as g, h() as (m, n):
        import os.path as p, q.r
    try: pass
    except E as err: from s import t
    if (w := 3): global x
    del y
    [v for v in rows]
    lambda u: u
    def inner(o):
        hidden = 1
        nonlocal z
    class Local: hidden = 2

class A(Base):
    field = value
    def method(self):
        def nested():
            deep
`

describe('scopes', () => {
  it('list what a function binds', async () => {
    const module = (await loadPythonParser()).parse('a.py', text)
    const f = module.find('f')
    assert(f?.kind === 'FunctionDef')
    assert.deepEqual(
      bindingsOf(f).map(({ name, kind }) => `${kind} ${name}`),
      [
        ...['a', 'b', 'c', 'd', 'e'].map((name) => `param ${name}`),
        'assign y',
        'for i',
        'for j',
        'for k',
        'with g',
        'with m',
        'with n',
        'import p',
        'import q',
        'except err',
        'import t',
        'walrus w',
        'delete y',
        'definition inner',
        'definition Local',
      ],
    )
  })

  it('say where a node stands', async () => {
    const module = (await loadPythonParser()).parse('a.py', text)
    const at = (part: string) => {
      const node = module.nodeAt(text.indexOf(part))
      assert(node, part)
      return [enclosingFunction(node)?.name, enclosingClass(node)?.name]
    }
    assert.deepEqual(at('here'), [undefined, undefined])
    assert.deepEqual(at('default'), [undefined, undefined])
    assert.deepEqual(at('note'), [undefined, undefined])
    assert.deepEqual(at('result'), [undefined, undefined])
    assert.deepEqual(at('hidden = 1'), ['inner', undefined])
    assert.deepEqual(at('hidden = 2'), ['f', 'Local'])
    assert.deepEqual(at('Base'), [undefined, undefined])
    assert.deepEqual(at('value'), [undefined, 'A'])
    assert.deepEqual(at('deep'), ['nested', 'A'])
    const nested = module.nodeAt(text.indexOf('deep'))
    const method = nested && enclosingFunction(nested)
    assert.equal(method && classOfMethod(method), undefined)
    assert.deepEqual(
      ['top', 'deep', 'field', 'hidden = 2'].map((part) => symbolAt(module, text.indexOf(part))),
      [undefined, 'A.method.nested', 'A', 'f.Local'],
    )
  })
})
