import { maximumBytes } from '../src/host/read-text-file'

/** The dump of a database would hold up everything else with every keystroke: what is too large to be read from the disk counts as empty. */
export const toJudgedText = (text: string): string => (text.length > maximumBytes ? '' : text)
