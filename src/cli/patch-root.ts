import { existsSync } from 'node:fs'
import * as path from 'node:path'

/** Do the paths of a patch printed in this folder begin where git counts them from? Outside of any repository they do. */
export function isPatchRoot(folder: string): boolean {
  if (existsSync(path.join(folder, '.git'))) return true
  for (let at = path.dirname(folder); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return false
    if (at === path.dirname(at)) return true
  }
}
