import assert from 'node:assert/strict'
import { problemOfUrl, toShownUrl, urlsIn, withPassword } from '../../client/connection-url'

const cases: readonly (readonly [given: string, label: string, shown: string])[] = [
  ['postgresql://app:s3cret@db:5433/shop?sslmode=require', 'shop on db:5433', 'postgresql://app@db:5433/shop?sslmode=require'],
  ['postgresql+psycopg2://app:s3cret@db/shop', 'shop on db', 'postgresql+psycopg2://app@db/shop'],
  ['postgres:///shop?host=/run/pg&password=s3cret', 'shop on /run/pg', 'postgres:///shop?host=%2Frun%2Fpg'],
  ['postgres://app:s3%cret%40@db/', 'the default database on db', 'postgres://app@db/'],
  ['postgresql://db/sh%C3%B6p%?sslpassword=s3cret&sslcert=a', 'shöp% on db', 'postgresql://db/sh%C3%B6p%?sslcert=a'],
]

describe('connection URLs', () => {
  for (const [given, label, shown] of cases) {
    it(`keeps no password of ${given}`, () => {
      assert.deepEqual(toShownUrl(given), { label, url: shown })
      assert.doesNotMatch(JSON.stringify(toShownUrl(given)), /s3/)
    })
  }

  it('takes a password back', () => {
    const back = withPassword('postgresql://app@db:5433/shop', 'a@b/c%😀')
    assert.equal(decodeURIComponent(new URL(back).password), 'a@b/c%😀')
    assert.equal(toShownUrl(back).url, 'postgresql://app@db:5433/shop')
    const local = withPassword('postgres:///shop', 'x y')
    assert.equal(new URL(local).searchParams.get('password'), 'x y')
    assert.equal(withPassword('postgres:///shop', ''), 'postgres:///shop')
  })

  it('says what is wrong while it is typed', () => {
    assert.match(problemOfUrl('mysql://a') ?? '', /begins with postgresql/)
    assert.match(problemOfUrl('postgresql://a:b:c:d@x:y/') ?? '', /%40/)
    assert.equal(problemOfUrl('postgresql://app@db/shop'), undefined)
    assert.deepEqual(urlsIn(' postgresql://a/b  postgresql://c/d '), ['postgresql://a/b', 'postgresql://c/d'])
  })
})
