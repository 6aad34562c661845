import assert from 'node:assert/strict'
import { findRuleKeys } from '../../src/config/find-rule-keys'

const rules = new Set(['raw-search-path', 'show-search-path'])

describe('rules named in a configuration file', () => {
  for (const [name, text, expected] of [
    [
      'keys of a table, quoted or not',
      '[rules]\nraw-search-path = "off"\r\n"show-search-path"="info" # 😀\n',
      ['raw-search-path', 'show-search-path'],
    ],
    ['keys of an inline table', 'rules = { raw-search-path = "off", show-search-path = "info" }', ['raw-search-path', 'show-search-path']],
    [
      'a path is no rule, what stands below it may be',
      '[rules.paths."raw-search-path/**"]\n  raw-search-path = "info"\n',
      ['raw-search-path'],
    ],
    [
      'comments, values and other keys are none',
      '# raw-search-path = "off"\nhelpers = ["raw-search-path"]\nother = "raw-search-path = 1"\n',
      [],
    ],
  ] as const) {
    it(name, () => {
      const found = findRuleKeys(text, rules)
      assert.deepEqual(
        found.map(({ rule }) => rule),
        expected,
      )
      for (const { rule, start, end } of found) assert.equal(text.slice(start, end), rule)
    })
  }
})
