/** A file may set the search path only when it holds one of these, in one of the spellings people use. */
export const pathTriggers = [
  'search_path',
  'SEARCH_PATH',
  'Search_Path',
  'SET SCHEMA',
  'set schema',
  'Set Schema',
  'SET schema',
  'SESSION SCHEMA',
  'LOCAL SCHEMA',
  'session schema',
  'local schema',
] as const
