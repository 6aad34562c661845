import * as path from 'node:path'
import { readTextFile } from '../src/host/read-text-file'
import type { ConfigError, LoadedConfigs } from '../src/index'
import { largestSnapshot, parseSnapshot } from '../src/live/parse-snapshot'
import type { SchemaSnapshot } from '../src/live/snapshot'

/** The snapshot file that a configuration names; one that is missing or of no use is a mistake in that configuration. */
export function loadConfiguredSnapshot(
  root: string,
  { configs }: LoadedConfigs,
): { readonly value: SchemaSnapshot | undefined; readonly problems: readonly ConfigError[] } {
  const config = configs.find(({ database }) => database.snapshot !== undefined)
  const name = config?.database.snapshot
  if (name === undefined) return { value: undefined, problems: [] }
  const failed = (message: string): ReturnType<typeof loadConfiguredSnapshot> => ({
    value: undefined,
    problems: [
      {
        path: config?.source ?? name,
        line: 0,
        character: 0,
        message: `the snapshot \`${name}\` ${message}`,
        help: `Write it with \`tenantscope snapshot --output ${name}\``,
      },
    ],
  })
  const read = readTextFile(path.join(root, name), largestSnapshot)
  if (read.kind === 'unreadable') return failed(`cannot be read: ${read.reason}`)
  const snapshot = parseSnapshot(read.text)
  return 'problem' in snapshot ? failed(`cannot be used: ${snapshot.problem}`) : { value: snapshot, problems: [] }
}
