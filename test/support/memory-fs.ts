import type { FileSystem, FileText } from '../../src/contract/ports'

export interface MemoryFileSystem extends FileSystem {
  write(path: string, text: string): void
  remove(path: string): void
}

/** A project in memory: paths to texts. A value that is no string makes the file unreadable for that reason. */
export function createMemoryFileSystem(files: Readonly<Record<string, string | { readonly unreadable: string }>>): MemoryFileSystem {
  const all = new Map(Object.entries(files))
  const listFiles = () => [...all.keys()].sort()
  return {
    listFiles,
    readText(path): FileText {
      const file = all.get(path)
      if (file === undefined) return { kind: 'unreadable', reason: 'no such file' }
      return typeof file === 'string' ? { kind: 'text', text: file } : { kind: 'unreadable', reason: file.unreadable }
    },
    search: (literals, extensions) =>
      listFiles().filter((path) => {
        const file = all.get(path)
        const wanted = !extensions || extensions.some((extension) => path.endsWith(extension))
        return wanted && typeof file === 'string' && literals.some((literal) => file.includes(literal))
      }),
    write: (path, text) => void all.set(path, text),
    remove: (path) => void all.delete(path),
  }
}
