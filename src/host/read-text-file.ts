import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { FileText } from '../contract/ports'
import { describeFileError } from './describe-file-error'

/** Larger files are generated, and no rule speaks about them. */
export const maximumBytes = 5 * 1024 * 1024

/** The text of a file, BOM and line breaks kept; or why it has none that can be judged. Never throws. `most` is for files of our own making. */
export function readTextFile(absolute: string, most = maximumBytes): FileText {
  let handle: number | undefined
  try {
    handle = openSync(absolute, 'r')
    const stat = fstatSync(handle)
    if (stat.isDirectory()) return { kind: 'unreadable', reason: 'it is a folder' }
    if (!stat.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' }
    if (stat.size > most)
      return {
        kind: 'unreadable',
        reason: `it is larger than ${most / 1024 / 1024} MB (${Math.round(stat.size / 1024 / 1024)} MB)`,
      }
    const bytes = Buffer.allocUnsafe(stat.size)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null)
    return decodeText(bytes.subarray(0, length))
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { kind: 'unreadable', reason: describeFileError(error), ...(missing ? { missing } : {}) }
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 only: in any other encoding an offset would be a guess. */
export function decodeText(bytes: Uint8Array): FileText {
  if (bytes.includes(0)) return { kind: 'unreadable', reason: 'it is a binary file' }
  try {
    return { kind: 'text', text: decoder.decode(bytes) }
  } catch {
    return { kind: 'unreadable', reason: 'it is not UTF-8' }
  }
}
