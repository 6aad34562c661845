/** Sections of an `.ini` file as Python's ConfigParser reads them: keys lower-cased, values over several lines joined by `\n`, defaults not merged. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Parse an `.ini` text. Lines that ConfigParser would refuse are left out. */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>()
  let section: Map<string, string> | undefined
  let key: string | undefined
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    if (/^\s*[#;]/.test(line)) continue
    const header = /^\[([^\]]+)\]/.exec(line)
    if (header?.[1] !== undefined) {
      section = sections.get(header[1]) ?? new Map()
      sections.set(header[1], section)
      key = undefined
      continue
    }
    if (line.trim() === '') continue
    if (/^\s/.test(line) && section && key !== undefined) {
      section.set(key, `${section.get(key) ?? ''}\n${line.trim()}`)
      continue
    }
    const option = /^([^=:\s][^=:]*?)\s*[=:]\s*(.*)$/.exec(line)
    if (!option || !section) continue
    key = (option[1] as string).toLowerCase()
    section.set(key, (option[2] as string).trim())
  }
  return sections
}

/** A section's option with `%(name)s` filled from the section, `[DEFAULT]` and the given values; undefined when something stays unknown. */
export function interpolate(ini: Ini, section: string, key: string, values: Readonly<Record<string, string>>): string | undefined {
  const lookUp = (name: string): string | undefined => ini.get(section)?.get(name) ?? ini.get('DEFAULT')?.get(name) ?? values[name]
  const expand = (value: string, depth: number): string | undefined => {
    if (depth > 10) return undefined
    let unknown = false
    const result = value.replace(/%%|%\((\w+)\)s/g, (all, name: string | undefined) => {
      if (all === '%%') return '%'
      const found = lookUp((name ?? '').toLowerCase())
      const expanded = found === undefined ? undefined : expand(found, depth + 1)
      if (expanded === undefined) unknown = true
      return expanded ?? ''
    })
    return unknown ? undefined : result
  }
  const value = lookUp(key)
  return value === undefined ? undefined : expand(value, 0)
}
