import * as path from 'node:path'

/** Three rules of a neighbour that look for the words ours start from; ours decide by meaning, theirs by text. */
export const comparableRules = `id: trigger-name
language: python
severity: warning
message: name
rule:
  kind: identifier
  regex: ^(set_user_schema|set_user_search_path|schema_utils|batch_id|schema_translate_map|execution_options)$
---
id: trigger-string
language: python
severity: warning
message: string
rule:
  kind: string_content
  regex: search_path|set_user_schema|set_user_search_path|schema_utils|batch_id|schema_translate_map|execution_options
---
id: trigger-operation
language: python
severity: warning
message: operation
rule:
  any:
    - pattern: op.drop_index($$$A)
    - pattern: op.drop_constraint($$$A)
`
/** The neighbour's program, installed with the project's own packages. */
export const neighbourProgram = path.join(path.resolve(__dirname, '..'), 'node_modules/.bin/ast-grep')
