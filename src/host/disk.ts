import * as path from 'node:path'
import type { FileSystem, Log } from '../contract/ports'
import { listFiles } from './list-files'
import { createSearch } from './prefilter/search-files'
import { readTextFile } from './read-text-file'

export interface DiskOptions {
  /** Absolute. */
  readonly root: string
  readonly log: Log
  /** The bytes of the prefilter; without them searching is done with a regular expression. */
  readonly prefilter?: Uint8Array
}

/** The project on disk. Nothing is remembered: the workspace knows when to ask again. */
export function createDisk({ root, log, prefilter }: DiskOptions): FileSystem {
  const search = createSearch(prefilter)
  const disk: FileSystem = {
    listFiles: () => listFiles(root, log),
    readText: (file) => readTextFile(path.join(root, file)),
    search(literals, extensions) {
      const holds = search(literals)
      return disk
        .listFiles()
        .filter((file) => (extensions === undefined || extensions.some((extension) => file.endsWith(extension))) && holds(path.join(root, file)))
    },
  }
  return disk
}
