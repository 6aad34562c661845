import de from './messages/de.json'
import en from './messages/en.json'
import fr from './messages/fr.json'

export type MessageKey = keyof typeof en

/** A text of the server in the client's language; `{name}` in it stands for a value. */
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

const languages: Readonly<Record<string, Readonly<Record<MessageKey, string>>>> = { de, en, fr }

/** `locale` as `initialize` brings it: `de`, `fr-CA`. Languages that are not translated get English. What rules say stays English. */
export function createSay(locale: string | undefined): Say {
  const messages = languages[locale?.split(/[-_]/)[0]?.toLowerCase() ?? ''] ?? en
  return (key, values = {}) => messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
