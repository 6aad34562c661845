/** Methods that read tenants' rows. */
export const loading = new Set([
  'query',
  'get',
  'get_one',
  'scalar',
  'scalars',
  'execute',
  'exec',
  'stream',
  'stream_scalars',
  'refresh',
  'merge',
])
/** Methods that write them. */
export const writing = new Set([
  'add',
  'add_all',
  'merge',
  'delete',
  'bulk_save_objects',
  'bulk_insert_mappings',
  'bulk_update_mappings',
  'flush',
])
/** Methods that end or begin something of the session. */
export const ends: ReadonlyMap<string, 'commit' | 'rollback' | 'close' | 'flush' | 'expunge' | 'begin'> = new Map([
  ['commit', 'commit'],
  ['rollback', 'rollback'],
  ['close', 'close'],
  ['remove', 'close'],
  ['aclose', 'close'],
  ['invalidate', 'close'],
  ['reset', 'close'],
  ['flush', 'flush'],
  ['expunge_all', 'expunge'],
  ['expunge', 'expunge'],
  ['expire_all', 'expunge'],
  ['begin', 'begin'],
])
/** Methods that neither run SQL nor change whose rows the session sees. */
export const harmless = new Set([
  'get_bind',
  'in_transaction',
  'is_active',
  'expire',
  'info',
  'no_autoflush',
  'begin_nested',
  'object_session',
  'is_modified',
  'get_transaction',
  'in_nested_transaction',
  'new',
  'dirty',
  'deleted',
  'inspect',
  'set',
  'cursor',
  'bind',
  'prepare',
  'enable_relationship_loading',
  'identity_key',
  'acquire',
  'transaction',
  '__enter__',
  '__exit__',
])
/** Methods of a driver's cursor whose SQL is not read. */
export const copying = new Set(['copy', 'copy_expert', 'copy_from', 'copy_to', 'callproc'])
