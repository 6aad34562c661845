import type { Workspace } from './workspace'

/** Names that TypeScript modules export for SQL that sets the path: whoever sends it need not hold a word of it. */
export function listPathMakers(workspace: Workspace): readonly string[] {
  return workspace.memo(
    'typescript:path-makers',
    () => {
      // A search reads files: a project without any has none to ask.
      if (!workspace.files().some((path) => extensions.some((extension) => path.endsWith(extension)))) return []
      const paths = workspace.filesWith(['search_path', 'SEARCH_PATH'], extensions)
      return [...new Set(paths.flatMap((path) => makersIn(workspace.text(path) ?? '')))].slice(0, maximum)
    },
    'while-typing',
  )
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']
/** A project with more of them has them in its tests. */
const maximum = 50

const exported =
  /^(?:export\s+(?:default\s+)?(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)|(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=)/gm
const topLevel = /^(?:export|import|const|let|var|function|async|class|interface|type|module|exports)\b/gm
const setsPath = /['"`][^'"`]*\b(?:set\b[^;]*?\bsearch_path|set_config\b[^;]*?search_path|reset\s+search_path)/i
/** It sends the SQL itself, and that is found where it stands. */
const sends = /\bawait\b|\.(?:query|raw|execute|executeQuery|unsafe|none|any|\$executeRaw\w*|\$queryRaw\w*)\s*[(`]/

function makersIn(text: string): string[] {
  return [...text.matchAll(exported)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? ''
    topLevel.lastIndex = match.index + match[0].length
    const body = text.slice(match.index, topLevel.exec(text)?.index ?? text.length)
    // Short names stand in every file.
    return name.length >= 5 && setsPath.test(body) && !sends.test(body) ? [name] : []
  })
}
