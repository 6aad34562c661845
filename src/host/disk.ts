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

interface ListedFile {
  readonly file: string
  readonly absolute: string
}

/** The project on disk. Only the last listing is remembered, for searches: the workspace knows when to ask again. */
export function createDisk({ root, log, prefilter }: DiskOptions): FileSystem {
  const search = createSearch(prefilter)
  const unreadable = new Map<string, string>()
  const signatures = createFileSignatures()
  let searches = 0
  let listed: readonly string[] | undefined
  /** The listed files of each choice of extensions, with their absolute paths: runs ask for few choices, and often. */
  const chosen = new Map<string, readonly ListedFile[]>()
  const list = (): readonly string[] => {
    unreadable.clear()
    signatures.distrust()
    chosen.clear()
    listed = listFiles(root, log)
    return listed
  }
  const choose = (extensions: readonly string[] | undefined): readonly ListedFile[] => {
    const key = extensions?.join('\0') ?? '*'
    const all = listed ?? list()
    const known = chosen.get(key)
    if (known) return known
    const files = all.flatMap((file) =>
      // Joining paths properly would cost more than looking at the signature.
      extensions === undefined || extensions.some((extension) => file.endsWith(extension)) ? [{ file, absolute: `${root}/${file}` }] : [],
    )
    chosen.set(key, files)
    return files
  }
  return {
    listFiles: list,
    stamps: () => new Map(list().map((file) => [file, stampOf(path.join(root, file)) ?? 'gone'])),
    readText: (file) => readTextFile(path.join(root, file)),
    search(literals, extensions) {
      const holds = search(literals)
      const mayHold = signatures.forLiterals(literals.map((literal) => Buffer.from(literal, 'utf8')))
      // The first search is the only one of many runs; signing pays from the second on.
      const signing = searches++ > 0
      const found: string[] = []
      for (const { file, absolute } of choose(extensions)) {
        if (signing && !mayHold(absolute)) continue
        const onRead = signing && !signatures.has(absolute) ? (read: Uint8Array) => signatures.remember(absolute, read) : undefined
        if (holds(absolute, { onUnreadable: (error) => unreadable.set(file, describeFileError(error)), ...(onRead ? { onRead } : {}) }))
          found.push(file)
      }
      return found
    },
    unreadable: () => [...unreadable].map(([file, reason]) => ({ path: file, reason })),
  }
}
