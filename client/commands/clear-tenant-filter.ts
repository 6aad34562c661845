import type { Command } from '../client-context'

export const clearTenantFilter: Command = async ({ tree }) => {
  await tree.setFilter('')
  return tree.overview()
}
