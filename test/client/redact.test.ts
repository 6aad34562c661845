import assert from 'node:assert/strict'
import { redact, redactValue } from '../../client/redact'

/** What the language client may write when tracing is on, and drivers when they fail. */
const texts: readonly string[] = [
  'postgresql://app:s3cret@db.example:5432/shop',
  'could not connect to postgresql+psycopg2://app:s3cret@db/shop?sslmode=require now',
  '{"urls":["postgres://app:s3cret@db/shop","postgresql://b:s3cret@db2/shop"]}',
  "connection {'password': 's3cret', 'user': 'app'}",
  '{"host":"db","password":"s3cret"}',
  'host=db password=s3cret dbname=shop',
  '"{\\"password\\":\\"s3cret\\"}"',
]

describe('what goes to the output channel', () => {
  for (const text of texts) {
    it(`has no password: ${text}`, () => {
      assert.doesNotMatch(redact(text), /s3cret/)
      assert.doesNotMatch(String(redactValue({ message: text })), /s3cret/)
      assert.doesNotMatch(String(redactValue(new Error(text))), /s3cret/)
    })
  }

  it('keeps the rest', () => {
    assert.equal(redact('read 3 tenants from postgresql://a:b@c/d in 12 ms'), 'read 3 tenants from postgresql://… in 12 ms')
    assert.equal(redact('nothing secret here'), 'nothing secret here')
    assert.equal(redactValue(undefined), undefined)
  })
})
