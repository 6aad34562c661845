import { languageOf } from '../src/index'

/** Extensions for documents whose name tells no language, such as one that was never saved. */
const extensions: { readonly [languageId: string]: string } = {
  python: '.py',
  sql: '.sql',
  pgsql: '.sql',
  postgres: '.sql',
  typescript: '.ts',
  typescriptreact: '.tsx',
  javascript: '.js',
  javascriptreact: '.jsx',
  vue: '.vue',
}

/** What is in no folder goes by its URI; the language that the editor gave stands behind `#` where the name does not tell it. */
export function toLooseFile(uri: string, languageId: string | undefined): string {
  const extension = languageOf(uri) === undefined && languageId !== undefined ? extensions[languageId] : undefined
  return extension === undefined ? uri : `${uri}#${extension}`
}

/** The URI behind the name of a loose file. */
export const toLooseUri = (file: string): string => file.replace(/#\.\w+$/, '')
