import * as path from 'node:path'
import type { FileSystem, Log } from '../contract/ports'
import { describeFileError } from './describe-file-error'
import { listFiles } from './list-files'
import { createFileSignatures, stampOf } from './prefilter/file-signatures'
import { createSearch } from './prefilter/search-files'
import { readTextFile } from './read-text-file'

export interface DiskOptions {
  /** Absolute. */
  readonly root: string
  readonly log: Log
  /** The bytes of the prefilter; without them searching is done with a regular expression. */
  readonly prefilter?: Uint8Array
}

/** The project on disk. Only the last listing is remembered, for searches: the workspace knows when to ask again. */
export function createDisk({ root, log, prefilter }: DiskOptions): FileSystem {
  const search = createSearch(prefilter)
  const unreadable = new Map<string, string>()
  const signatures = createFileSignatures()
  let searches = 0
  let listed: readonly string[] | undefined
  const list = (): readonly string[] => {
    unreadable.clear()
    signatures.distrust()
    listed = listFiles(root, log)
    return listed
  }
  return {
    listFiles: list,
    stamps: () => new Map(list().map((file) => [file, stampOf(path.join(root, file)) ?? 'gone'])),
    readText: (file) => readTextFile(path.join(root, file)),
    search(literals, extensions) {
      const holds = search(literals)
      const bytes = literals.map((literal) => Buffer.from(literal, 'utf8'))
      // The first search is the only one of many runs; signing pays from the second on.
      const signing = searches++ > 0
      return (listed ?? list()).filter((file) => {
        if (extensions !== undefined && !extensions.some((extension) => file.endsWith(extension))) return false
        // Joining paths properly would cost more than looking at the signature.
        const absolute = `${root}/${file}`
        if (signing && !signatures.mayHold(absolute, bytes)) return false
        const onRead = signing && !signatures.has(absolute) ? (read: Uint8Array) => signatures.remember(absolute, read) : undefined
        return holds(absolute, { onUnreadable: (error) => unreadable.set(file, describeFileError(error)), ...(onRead ? { onRead } : {}) })
      })
    },
    unreadable: () => [...unreadable].map(([file, reason]) => ({ path: file, reason })),
  }
}
