import assert from 'node:assert/strict'
import { problemOfUrl, toShownUrl, urlsIn, withPassword } from '../../client/connection-url'

const cases: readonly (readonly [given: string, label: string, shown: string])[] = [
  ['postgresql://app:s3cret@db:5433/shop?sslmode=require', 'app@db:5433/shop', 'postgresql://app@db:5433/shop?sslmode=require'],
  ['postgresql+psycopg2://app:s3cret@db/shop', 'app@db/shop', 'postgresql+psycopg2://app@db/shop'],
  ['postgres:///shop?host=/run/pg&password=s3cret', '/run/pg/shop', 'postgres:///shop?host=%2Frun%2Fpg'],
  ['postgres://?host=db&port=5433&user=app&dbname=shop', 'app@db:5433/shop', 'postgres://?host=db&port=5433&user=app&dbname=shop'],
  ['postgres://app:s3%cret%40@db/', 'app@db', 'postgres://app@db/'],
  ['postgres:///', 'localhost', 'postgres:///'],
  ['postgresql://a%40b@[::1]:5433/shop', 'a@b@[::1]:5433/shop', 'postgresql://a%40b@[::1]:5433/shop'],
  ['postgresql://db/sh%C3%B6p%?sslpassword=s3cret&sslcert=a', 'db/shöp%', 'postgresql://db/sh%C3%B6p%?sslcert=a'],
]

describe('connection URLs', () => {
  for (const [given, label, shown] of cases) {
    it(`keeps no password of ${given}`, () => {
      assert.deepEqual(toShownUrl(given), { label, url: shown })
      assert.doesNotMatch(JSON.stringify(toShownUrl(given)), /s3/)
    })
  }

  it('are told apart by their users', () => {
    const labels = ['reader', 'owner', ''].map((user) => toShownUrl(`postgresql://${user && `${user}:x@`}db/shop`).label)
    assert.equal(new Set(labels).size, 3)
  })

  it('takes a password back', () => {
    const back = withPassword('postgresql://app@db:5433/shop', 'a@b/c%😀')
    assert.equal(decodeURIComponent(new URL(back).password), 'a@b/c%😀')
    assert.equal(toShownUrl(back).url, 'postgresql://app@db:5433/shop')
    const local = withPassword('postgres:///shop', 'x y')
    assert.equal(new URL(local).searchParams.get('password'), 'x y')
    assert.equal(withPassword('postgres:///shop', ''), 'postgres:///shop')
  })

  it('knows what is wrong while it is typed', () => {
    assert.equal(problemOfUrl('mysql://a'), 'scheme')
    assert.equal(problemOfUrl('postgresql://a:b:c:d@x:y/'), 'unreadable')
    assert.equal(problemOfUrl('postgresql://app@db/shop'), undefined)
    assert.deepEqual(urlsIn(' postgresql://a/b  postgresql://c/d '), ['postgresql://a/b', 'postgresql://c/d'])
  })
})
